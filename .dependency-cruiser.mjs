// The arrows of ARCHITECTURE.md as rules: they run down only. `npm run check` fails on the first that does not.
const TESTS = "[.](test|contract)[.]ts$";

/** The storeys of src/rules: each room, and the rooms under it that it may see. The order is the story. */
const RULES_MAY_SEE = {
  plan: [],
  claims: ["plan"],
  schedule: ["plan", "claims"],
  evidence: ["plan", "claims", "schedule"],
  intake: [],
  review: ["intake"],
  council: ["intake"],
  guards: ["intake"],
  story: ["intake", "review", "council", "guards", "plan", "claims", "evidence"],
};

/** Rooms of src/world that every other room may use: the disk and processes. */
const SHARED = "files|process";
/** What verbs have in common. */
const VERBS_SHARE = "command|world|flags|shown-claim";

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [
    never("kernel-knows-nobody", { path: "^src/kernel/" }, { path: "^src/(?!kernel/)" }, "the ground floor"),
    never("kernel-does-no-io", shipped("kernel/"), { dependencyTypes: ["core"], pathNot: "^crypto$" }, "hashing only"),
    never("kernel-needs-valibot-only", shipped("kernel/"), { path: "node_modules/(?!(valibot|diff)/)" }, "words, not libraries"),
    never("rules-see-words-only", { path: "^src/rules/" }, { path: "^src/(?!kernel/|rules/)" }, "a rule sees kernel words and other rules, never the world"),
    never("rules-do-no-io", shipped("rules/"), { dependencyTypes: ["core"] }, "no I/O, clock or randomness in a rule"),
    never("rules-need-valibot-only", shipped("rules/"), { path: "node_modules/(?!valibot/)" }, "a rule has no client library"),
    ...Object.entries(RULES_MAY_SEE).map(([room, below]) =>
      never(`rules-${room}`, shipped(`rules/${room}/`), { path: `^src/rules/(?!(${[room, ...below].join("|")})/)` }, "storeys of the rules"),
    ),
    never("ports-name-no-client", { path: "^src/world/[^/]+/port[.]ts$" }, { path: "^src/(?!kernel/|rules/|world/files/port[.]ts$)|node_modules/" }, "a port is words only; documents are among them"),
    never("rooms-keep-to-themselves", { path: "^src/world/([^/]+)/", pathNot: TESTS }, { path: `^src/world/(?!($1|${SHARED})/)` }, "an adapter calls no other room; the disk and processes are shared"),
    never("world-is-below-stations", shipped("world/"), { path: "^src/(stations|commands|compose|doors)/" }, "arrows run down"),
    never("stations-see-ports", shipped("stations/"), { path: "^src/world/[^/]+/(?!port[.]ts$)|^src/(commands|compose|doors)/" }, "a station never picks an adapter"),
    never("stations-do-no-io", shipped("stations/"), { dependencyTypes: ["core"] }, "effects go through ports"),
    never("stations-call-no-station", { path: "^src/stations/([^/.]+)", pathNot: TESTS }, { path: "^src/stations/", pathNot: "^src/stations/(item/|story/|$1([.]ts$|/))" }, "a verb calls several, one does not call another"),
    never("the-item-is-below-the-stations", shipped("stations/item/"), { path: "^src/stations/(?!item/)" }, "what every station stands on"),
    never("the-story-is-below-the-stations", shipped("stations/story/"), { path: "^src/stations/(?!(item|story)/)" }, "what every station about a request stands on"),
    never("verbs-call-no-verb", { path: "^src/commands/([^/.]+)", pathNot: `${TESTS}|^src/commands/index[.]ts$` }, { path: "^src/commands/", pathNot: `^src/commands/((${VERBS_SHARE})[.]ts$|$1/)` }, "verbs meet in the records, not in code"),
    never("commands-see-ports", shipped("commands/"), { path: "^src/world/[^/]+/(?!port[.]ts$)|^src/(compose|doors)/" }, "a verb never picks an adapter"),
    never("doors-see-verbs", shipped("doors/"), { path: "^src/(world|rules|stations)/" }, "a door translates; it decides nothing"),
    never("doors-are-strangers", { path: "^src/doors/([^/]+)/" }, { path: "^src/doors/(?!$1/)" }, "what two doors share belongs to commands"),
    never("compose-is-below-the-doors", { path: "^src/compose/" }, { path: "^src/doors/" }, "it builds the world for whoever asks"),
    never("only-doors-compose", { path: "^src/(?!doors/|compose/)", pathNot: TESTS }, { path: "^src/compose/" }, "one place chooses adapters"),
    never("src-knows-no-test", { path: "^src/", pathNot: TESTS }, { path: `${TESTS}|^test/|^bench/|node_modules/(vitest|fast-check)/` }, "shipped code imports no test code"),
    never("no-circle", {}, { circular: true }, "type-only imports count too"),
    never("no-orphan", { orphan: true, path: "^src/", pathNot: `${TESTS}|^src/lib/` }, {}, "a file that nobody imports is a question"),
    never("declared-only", { path: "^src/", pathNot: TESTS }, { dependencyTypes: ["npm-no-pkg", "npm-unknown", "npm-dev"], pathNot: "node_modules/@types/" }, "what we ship is in dependencies"),
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: "node_modules" },
  },
};

/** Files below a folder of src that are part of the product. */
function shipped(folder) {
  return { path: `^src/${folder}`, pathNot: TESTS };
}

/** "No file that matches `from` may import what matches `to`", with the reason beside it. */
function never(name, from, to, comment) {
  return { name, comment, severity: "error", from, to };
}
