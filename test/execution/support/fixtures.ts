import type { SubgraphSource } from './compose.ts';

/** A small supergraph, and operations on it that are worth writing down. */
export interface Fixture {
  readonly name: string;
  readonly subgraphs: readonly SubgraphSource[];
  readonly operations: readonly string[];
  /** Whether generated operations are tried too; they are unless told. */
  readonly generated?: boolean;
}

function fixture(
  name: string,
  subgraphs: Readonly<Record<string, string>>,
  ...operations: string[]
): Fixture {
  return {
    name,
    subgraphs: Object.entries(subgraphs).map(([key, typeDefs]) => ({ name: key, typeDefs })),
    operations,
  };
}

export const FIXTURES: readonly Fixture[] = [
  fixture(
    'keys: compound, nested and multiple',
    {
      catalog: `
        type Query { products: [Product!]! product(n: Int): Product }
        type Product @key(fields: "id") @key(fields: "sku pack") { id: ID! sku: String! pack: String! name: String }`,
      stock: `
        type Product @key(fields: "sku pack") { sku: String! pack: String! inStock: Int! site: Site }
        type Site @key(fields: "org { code } number") { org: Org! number: ID! city: String }
        type Org @shareable { code: ID! }`,
      sites: `
        type Query { sites: [Site] }
        type Site @key(fields: "org { code } number") { org: Org! number: ID! manager: Person rating: Float }
        type Org @shareable { code: ID! }
        type Person @key(fields: "id") { id: ID! name: String }`,
      people: `
        type Person @key(fields: "id") { id: ID! email: String! boss: Person reports: [Person!] favourite: Product }
        type Product @key(fields: "id", resolvable: false) { id: ID! }`,
    },
    '{ products { name inStock site { city rating manager { email boss { email name } } } } }',
    '{ sites { org { code } manager { favourite { name inStock } reports { name favourite { sku } } } } }',
    'query($n: Int) { a: product(n: $n) { id b: inStock } b: product(n: 7) { inStock site { number } } }',
  ),
  fixture(
    'requires: chains, nested objects, lists and arguments',
    {
      goods: `
        type Query { items: [Item] item: Item! }
        type Item @key(fields: "id") { id: ID! size: Size parts: [Part!] price(currency: String): Int owner: Owner }
        type Size { w: Int h: Int unit: Unit }
        type Unit { name: String }
        type Part { code: String weight: Int }
        type Owner @key(fields: "id") { id: ID! tier: String }`,
      freight: `
        type Item @key(fields: "id") {
          id: ID! size: Size @external parts: [Part!] @external price(currency: String): Int @external
          freight: String @requires(fields: "size { w h unit { name } }")
          heaviest(limit: Int): String @requires(fields: "parts { weight code }")
          insured: String @requires(fields: "price(currency: \\"EUR\\")")
        }
        type Size @external { w: Int h: Int unit: Unit }
        type Unit @external { name: String }
        type Part @external { code: String weight: Int }`,
      tax: `
        type Item @key(fields: "id") { id: ID! freight: String @external owner: Owner @external
          duty: String @requires(fields: "freight") levy: String @requires(fields: "owner { id discount }") }
        type Owner @key(fields: "id") { id: ID! discount: Int @external }`,
      club: `type Owner @key(fields: "id") { id: ID! discount: Int points: [Int!]! }`,
    },
    '{ items { duty freight heaviest(limit: 3) insured levy } }',
    '{ item { duty owner { tier points } levy size { w } parts { code } } }',
    'query($c: String) { item { price(currency: $c) freight } }',
  ),
  fixture(
    'provides and external, nested',
    {
      a: `
        type Query { lists: [Catalog!] top: Movie @provides(fields: "title studio { name }") }
        type Catalog @key(fields: "id") { id: ID! movies: [Movie] @provides(fields: "title") first: Movie }
        type Movie @key(fields: "id") { id: ID! title: String @external studio: Studio @external }
        type Studio @key(fields: "id") { id: ID! name: String @external }`,
      b: `
        type Movie @key(fields: "id") { id: ID! title: String @shareable studio: Studio @shareable year: Int }
        type Studio @key(fields: "id") { id: ID! name: String @shareable movies: [Movie!] }`,
      c: `type Catalog @key(fields: "id") { id: ID! label: String curator: Studio } type Studio @key(fields: "id") { id: ID! founded: Int }`,
    },
    '{ top { title studio { name founded } } lists { label movies { title year } first { title studio { name } } } }',
  ),
  fixture(
    'override and shareable value types',
    {
      old: `
        type Query { orders: [Order!]! shared: Money @shareable }
        type Order @key(fields: "id") { id: ID! total: Money status: String note: String }
        type Money @shareable { amount: Int! currency: String fees: [Fee!] }
        type Fee @shareable { name: String amount: Float }`,
      new: `
        type Query { newest: Order shared: Money @shareable }
        type Order @key(fields: "id") { id: ID! total: Money @override(from: "old") status: String @override(from: "old") lines: [[Line]!] }
        type Money @shareable { amount: Int! currency: String fees: [Fee!] }
        type Fee @shareable { name: String amount: Float }
        type Line { text: String! price: Money }`,
    },
    '{ orders { total { amount fees { name } } status note } newest { status lines { text price { amount } } } shared { currency } }',
  ),
  {
    ...fixture(
      'provides on members of unions and interfaces',
      {
        a: `
        type Query { gazette: [Act] @shareable file: File @shareable }
        union Act = Decree | Notice interface File { id: ID! }
        type Decree @key(fields: "id") { id: ID! } type Notice @key(fields: "id") { id: ID! }
        type Folder implements File @key(fields: "id") { id: ID! }`,
        b: `
        type Query { gazette: [Act] @shareable @provides(fields: "... on Decree { title }")
          file: File @shareable @provides(fields: "... on Folder { sheets { id name } }") }
        union Act = Decree | Notice interface File { id: ID! sheets: [Sheet] } interface Sheet { id: ID! name: String }
        type Decree @key(fields: "id") { id: ID! title: String @external }
        type Notice @key(fields: "id") { id: ID! }
        type Folder implements File @key(fields: "id") { id: ID! sheets: [Sheet] @external }
        type Plan implements Sheet @key(fields: "id") { id: ID! name: String @external }
        type Note implements Sheet @key(fields: "id") { id: ID! name: String @external }`,
        c: `
        interface File { id: ID! sheets: [Sheet] } interface Sheet { id: ID! name: String }
        type Decree @key(fields: "id") { id: ID! title: String @shareable year: Int }
        type Notice @key(fields: "id") { id: ID! title: String @shareable }
        type Folder implements File @key(fields: "id") { id: ID! sheets: [Sheet] @shareable }
        type Plan implements Sheet @key(fields: "id") { id: ID! name: String @shareable scale: Int }
        type Note implements Sheet @key(fields: "id") { id: ID! name: String @shareable words: Int }`,
      },
      '{ gazette { ... on Decree { id title } ... on Notice { id title } } file { id sheets { name } } }',
      '{ gazette { __typename ... on Decree { title year } } file { sheets { id name ... on Plan { scale } ... on Note { words } } } }',
    ),
    generated: false,
  },
  fixture(
    'override of what others require, and on types of differing interfaces',
    {
      a: `
        type Query { inA: Person posts: [Post] } interface Post { id: ID! made: String! }
        type Person @key(fields: "id") { id: ID! name: String! @external badge: String! @requires(fields: "name") }
        type Image implements Post @key(fields: "id") { id: ID! made: String! }`,
      b: `
        type Query { inB: Person others: [Other] } interface Post { id: ID! made: String! } interface Other { id: ID! made: String! }
        type Person @key(fields: "id") { id: ID! name: String! @override(from: "c") }
        type Text implements Post @key(fields: "id") { id: ID! made: String! body: String! }
        type Image implements Other @key(fields: "id") { id: ID! made: String! @override(from: "a") }`,
      c: `
        type Query { inC: Person }
        type Person @key(fields: "id") { id: ID! name: String! @external label: String @requires(fields: "name") }`,
    },
    '{ inA { id name badge label } inB { badge label } inC { label badge name } }',
    '{ posts { id made ... on Text { body } } others { made ... on Image { id made } } }',
  ),
  fixture(
    'interface objects',
    {
      owners: `
        type Query { media: [Media!]! anyBook: Book }
        interface Media @key(fields: "id") { id: ID! title: String }
        type Book implements Media @key(fields: "id") { id: ID! title: String pages: Int }
        type Film implements Media @key(fields: "id") { id: ID! title: String! minutes: Int! sequel: Media }`,
      reviews: `
        type Query { reviewed: [Media] best: Media }
        type Media @key(fields: "id") @interfaceObject { id: ID! stars: Float reviews: [Review!] }
        type Review { text: String about: Media! }`,
      prices: `
        type Media @key(fields: "id") @interfaceObject { id: ID! price: Int }`,
    },
    '{ media { __typename title stars price ... on Book { pages reviews { text } } ... on Film { sequel { __typename stars } } } }',
    '{ reviewed { __typename id stars } best { t: __typename ... on Film { minutes } reviews { about { title price } } } anyBook { stars price } }',
    '{ best { id stars } }',
  ),
  fixture(
    'an interface object that requires, in the department it is asked of',
    {
      owners: `
        type Query { media: [Media!]! }
        interface Media @key(fields: "id") { id: ID! title: String rank: Rank }
        type Book implements Media @key(fields: "id") { id: ID! title: String rank: Rank pages: Int }
        type Film implements Media @key(fields: "id") { id: ID! title: String! rank: Rank sequel: Media }
        type Rank { place: Int of: String }`,
      reviews: `
        type Query { reviewed: [Media] best: Media }
        type Media @key(fields: "id") @interfaceObject {
          id: ID! stars: Float title: String @external rank: Rank @external
          tag: String @requires(fields: "title") label: String @requires(fields: "rank { place of }") }
        type Rank @external { place: Int of: String }`,
    },
    '{ reviewed { ... on Book { tag } } }',
    '{ reviewed { __typename tag ... on Film { stars label sequel { tag __typename } } } best { label ... on Book { tag pages } } }',
    '{ media { tag ... on Book { label } } }',
  ),
  {
    // The planner does not end on type conditions around such a field: only written operations here.
    ...fixture(
      'interface objects that require',
      {
        owners: `
          type Query { media: [Media!]! }
          interface Media @key(fields: "id") { id: ID! title: String }
          type Book implements Media @key(fields: "id") { id: ID! title: String pages: Int }
          type Film implements Media @key(fields: "id") { id: ID! title: String! }`,
        reviews: `
          type Query { reviewed: [Media] }
          type Media @key(fields: "id") @interfaceObject { id: ID! stars: Float }`,
        prices: `
          type Media @key(fields: "id") @interfaceObject { id: ID! title: String @external tag: String @requires(fields: "title") }`,
      },
      '{ media { tag } reviewed { tag } }',
      '{ media { __typename tag stars } reviewed { __typename tag ... on Book { pages } } }',
    ),
    generated: false,
  },
  fixture(
    'interfaces and unions that differ across departments',
    {
      a: `
        type Query { things: [Thing] found: [Result!] one: Result pair: Pair }
        interface Thing { id: ID! label: String }
        union Result = Cat | Dog
        type Cat implements Thing @key(fields: "id") { id: ID! label: String lives: Int friend: Thing }
        type Dog implements Thing @key(fields: "id") { id: ID! label: String @shareable tricks: [String!]! }
        type Pair { left: Result right: Thing }`,
      b: `
        type Query { more: [Result] zoo: Thing @shareable }
        interface Thing { id: ID! label: String }
        union Result = Dog | Fish | Rock
        type Dog implements Thing @key(fields: "id") { id: ID! label: String @shareable owner: Owner }
        type Fish implements Thing @key(fields: "id") { id: ID! label: String depth: Float }
        type Rock { mass: Int }
        type Owner { name: String pets: [Thing!] last: Result }`,
      c: `
        type Query { zoo: Thing @shareable }
        interface Thing { id: ID! }
        type Cat implements Thing @key(fields: "id") { id: ID! naps: Int! }
        type Dog implements Thing @key(fields: "id") { id: ID! walks: Int }
        type Fish implements Thing @key(fields: "id") { id: ID! tank: String }`,
    },
    '{ things { __typename id label ... on Cat { lives naps friend { label } } ... on Dog { owner { name last { __typename } } walks } } }',
    '{ found { ... on Cat { v: lives } ... on Dog { v: walks } } more { __typename ... on Fish { tank depth } ... on Rock { mass } } }',
    '{ pair { left { ... on Thing { label } } right { id } } zoo { id ... on Fish { tank } ... on Cat { naps } } }',
  ),
  fixture(
    'inaccessible names, enum and input intersections',
    {
      a: `
        type Query { user(filter: Filter, role: Role): User users(roles: [Role!]): [User] kinds: [Kind] }
        enum Role { ADMIN MEMBER }
        enum Kind { ONE TWO THREE @inaccessible }
        input Filter { role: Role name: String! tags: [String] }
        type User @key(fields: "id") { id: ID! kind: Kind secret: String @inaccessible role: Role @shareable }`,
      b: `
        type Query { found(filter: Filter): [User!] }
        enum Role { ADMIN MEMBER GUEST @inaccessible }
        input Filter { role: Role name: String! }
        type User @key(fields: "id") { id: ID! role: Role @shareable secret: String @external echo: String @requires(fields: "secret") }`,
    },
    '{ users(roles: [ADMIN]) { id kind role echo } kinds }',
    'query($f: Filter) { user(filter: $f) { kind echo } found(filter: {name: "x", role: MEMBER}) { role } }',
  ),
  fixture(
    'shared roots and parent entities',
    {
      a: `
        type Query { me: Me @shareable node: Node @shareable }
        interface Node { id: ID! }
        type Me @shareable { name: String account: Account }
        type Account implements Node @key(fields: "id") { id: ID! balance: Float category: Category @shareable }
        type Category { id: ID! details: String @shareable }`,
      b: `
        type Query { me: Me @shareable node: Node @shareable }
        interface Node { id: ID! }
        type Me @shareable { name: String account: Account  }
        type Account implements Node @key(fields: "id") { id: ID! opened: String limits: [Int] }
        type Card implements Node @key(fields: "id") { id: ID! last4: String }`,
      c: `
        type Account @key(fields: "id") { id: ID! category: Category @shareable }
        type Category @shareable { details: String @shareable products: [String!]! }`,
    },
    '{ me { name account { balance opened limits } } }',
    '{ node { id ... on Account { balance } ... on Card { last4 } __typename } }',
  ),
  fixture(
    'non-null everywhere',
    {
      a: `
        type Query { root: Root! list: [[Leaf!]!]! maybe: [Leaf!] }
        type Root @key(fields: "id") { id: ID! deep: Deep! leaves: [Leaf!]! grid: [[Int!]!] }
        type Deep { deeper: Deep leaf: Leaf! value: Int! }
        type Leaf @key(fields: "id") { id: ID! a: Int! }`,
      b: `
        type Root @key(fields: "id") { id: ID! other: String! }
        type Leaf @key(fields: "id") { id: ID! b: String! c: [Leaf!]! d: Int }`,
    },
    '{ root { deep { leaf { a b } deeper { leaf { b } value } } other } }',
    '{ list { a b } maybe { b c { b d } } }',
    '{ root { leaves { d b } grid } maybe { d } }',
  ),
  fixture(
    'circular and recursive types',
    {
      a: `
        type Query { author: Author authors: [Author!] }
        type Author @key(fields: "id") { id: ID! books: [Book!] mentor: Author }
        type Book @key(fields: "id") { id: ID! authors: [Author] }`,
      b: `
        type Author @key(fields: "id") { id: ID! name: String @shareable peers: [Author] }
        type Book @key(fields: "id") { id: ID! title: String next: Book by: Author }`,
      c: `
        interface Named { name: String  kin: Named }
        type Query { named: [Named] }
        type Author implements Named @key(fields: "id") { id: ID! name: String @shareable kin: Named }
        type Club implements Named { name: String kin: Named chair: Author }`,
    },
    '{ author { books { title authors { name peers { mentor { name } } } next { by { name books { id } } } } } }',
    '{ named { name kin { ... on Author { mentor { name } } ... on Club { chair { books { title } } } kin { name } } } }',
  ),
  fixture(
    'federation 1 extends',
    {
      a: `# federation 1
        type Query { products: [Product] }
        type Product @key(fields: "id") @key(fields: "upc") { id: ID! upc: String! name: String weight: Int }`,
      b: `# federation 1
        extend type Product @key(fields: "upc") { upc: String! @external weight: Int @external reviews: [Review] shipping: String @requires(fields: "weight") }
        type Review @key(fields: "id") { id: ID! body: String product: Product @provides(fields: "upc") author: User }
        extend type User @key(fields: "id") { id: ID! @external name: String @external reviews: [Review!] }`,
      c: `# federation 1
        type User @key(fields: "id") { id: ID! name: String }
        extend type Query { me: User }`,
    },
    '{ products { name shipping reviews { body author { name } product { upc name } } } me { reviews { body } } }',
  ),
  fixture(
    'requires with fragments and interfaces',
    {
      a: `
        type Query { shelf: [Holder!] holder: Holder }
        type Holder @key(fields: "id") { id: ID! content: Content alt: Stuff }
        interface Content { id: ID! }
        union Stuff = Text | Image
        type Text implements Content @key(fields: "id") { id: ID! body: String words: Int }
        type Image implements Content @key(fields: "id") { id: ID! url: String alt: Text }`,
      b: `
        type Holder @key(fields: "id") { id: ID! content: Content @external alt: Stuff @external
          preview: String @requires(fields: "content { id ... on Text { body } ... on Image { url alt { words } } }")
          other: String @requires(fields: "alt { ... on Text { words } ... on Image { id } }") }
        interface Content { id: ID! }
        union Stuff = Text | Image
        type Text implements Content @key(fields: "id") { id: ID! body: String @external words: Int @external }
        type Image implements Content @key(fields: "id") { id: ID! url: String @external alt: Text @external dpi: Int }`,
    },
    '{ shelf { preview other } holder { preview content { ... on Image { dpi alt { body } } } } }',
  ),
  fixture(
    'keys on interfaces',
    {
      a: `
        type Query { accounts: [Account] account(id: ID): Account }
        interface Account @key(fields: "id") { id: ID! cost: Int }
        type Regular implements Account @key(fields: "id") { id: ID! cost: Int main: Boolean }
        type Admin implements Account @key(fields: "id") { id: ID! cost: Int isMain: Boolean! team: [Account!] }`,
      b: `
        type Account @key(fields: "id") @interfaceObject { id: ID! name: String active: Boolean }
        type Query { active: [Account!] }`,
      c: `type Regular @key(fields: "id") { id: ID! visits: [Int!] } type Admin @key(fields: "id") { id: ID! visits: [Int!] }`,
    },
    '{ accounts { id name cost ... on Admin { isMain team { name active } visits } ... on Regular { main visits } } }',
    '{ active { __typename id name cost } account(id: "x") { ... on Admin { name } } }',
  ),
  fixture(
    'arguments, conditions and scalars',
    {
      a: `
        scalar JSON
        type Query { search(text: String = "all", page: Page, ids: [ID!]): Found! scalars: Scalars }
        input Page { size: Int = 10 after: Cursor orders: [Order!] }
        input Cursor { at: Float! inclusive: Boolean }
        enum Order { ASC DESC }
        type Found @key(fields: "id") { id: ID! hits(first: Int!, order: Order): [Hit!]! total(exact: Boolean = true): Int }
        type Hit { score: Float! kind: Order doc: Doc }
        type Doc @key(fields: "id") { id: ID! }
        type Scalars { i: Int f: Float s: String b: Boolean id: ID j: JSON }`,
      b: `
        enum Order { ASC DESC }
        type Found @key(fields: "id") { id: ID! note(order: Order!, lang: String): String }
        type Doc @key(fields: "id") { id: ID! text(max: Int, min: Int = 2): String lines(page: [Int!]): [String] }`,
    },
    'query($s: Boolean!, $m: Int = 3) { search { hits(first: $m) @skip(if: $s) { doc { text(max: $m) } } note(order: ASC) @include(if: $s) total } }',
    'query($s: Boolean!, $m: Int = 3) { search(page: {after: {at: 1}, orders: [ASC]}) { hits(first: 2) { doc @include(if: $s) { a: text(max: $m) b: text } } } scalars { i f s b id j } }',
  ),
];
