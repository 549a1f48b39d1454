/** A table as the gateway gives it. */
export interface StatisticsTable {
  readonly regulation: string;
  readonly simulation: boolean;
  readonly asOf: string;
  readonly remaining: number;
  readonly dimensions: readonly string[];
  readonly measures: readonly string[];
  readonly rows: readonly {
    readonly values: readonly (string | null)[];
    readonly figures: readonly (number | null)[];
  }[];
}

export interface StatisticsReply {
  readonly table: StatisticsTable | null;
  readonly errors: readonly { readonly code: string; readonly message: string }[];
}

interface Body {
  readonly data?: { readonly statistics?: StatisticsTable | null } | null;
  readonly errors?: readonly {
    readonly message: string;
    readonly extensions?: { readonly code?: string };
  }[];
}

const QUERY = `query Statistics($about: StatisticsAbout!, $measures: [StatisticsMeasure!]!,
    $dimensions: [StatisticsDimension!]!, $filters: [StatisticsFilter!]!, $totals: Boolean!) {
  statistics(about: $about, measures: $measures, dimensions: $dimensions, filters: $filters, totals: $totals) {
    regulation simulation asOf remaining dimensions measures rows { values figures }
  }
}`;

/** Asks the gateway with the token of the environment. @throws when it does not answer */
export async function askStatistics(
  url: string,
  purpose: string,
  variables: Readonly<Record<string, unknown>>,
): Promise<StatisticsReply> {
  const response = await fetch(new URL('/graphql', url), {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${process.env.CREDITGATE_TOKEN ?? ''}`,
      'x-purpose': purpose,
    },
    body: JSON.stringify({ query: QUERY, variables }),
  });
  const { data, errors = [] } = (await response.json()) as Body;
  return {
    table: data?.statistics ?? null,
    errors: errors.map(({ message, extensions }) => ({ code: extensions?.code ?? '', message })),
  };
}
