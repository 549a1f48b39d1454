import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A cable to a server, which can be cut and plugged in again. */
export interface Cable {
  /** The server's URL through this cable. */
  readonly url: string;
  /** Breaks every connection and lets none in; waits until they are gone. */
  cut(): Promise<void>;
  plug(): void;
  close(): Promise<void>;
}

export async function cableTo(target: string): Promise<Cable> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let isCut = false;
  const server = createServer((near) => {
    if (isCut) {
      near.destroy();
      return;
    }
    const far = connect(Number(port), hostname);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    near.pipe(far).pipe(near);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(target);
  url.hostname = '127.0.0.1';
  url.port = String((server.address() as AddressInfo).port);
  const breakAll = () => {
    const gone = [...sockets].map((socket) => once(socket, 'close'));
    for (const socket of sockets) socket.destroy();
    return Promise.all(gone);
  };
  return {
    url: url.href.replaceAll('+', '%20'),
    async cut() {
      isCut = true;
      await breakAll();
    },
    plug() {
      isCut = false;
    },
    async close() {
      server.close();
      await breakAll();
    },
  };
}
