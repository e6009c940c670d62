/** How people say what they want done, what they want gone, and how things are. All lists are ours. */
export const DIRECTION_CUES = {
  /** Turn what their clause says into its contrary. */
  negators: words("not never cannot cant dont doesnt didnt isnt mustnt shouldnt wont neither unable"),
  /** The same for the few words right behind them: "without sudo", and not "without a prompt, with sudo". */
  lacking: words("no nor without instead rather"),
  /** Want something gone or guarded against. */
  removers: words(
    `remove removes removing removed stop stops stopping prevent prevents preventing prevented avoid avoids avoiding
     fix fixes fixing replace replaces replacing forbid forbids block blocks blocking refuse refuses reject rejects
     detect detects warn warns escape escapes escaping sanitize sanitise eliminate eliminates disallow prohibit
     protect protects guard guards against harden tighten redact mask mitigate rid deny denies`,
  ),
  /** After a remover these name its instrument, and that is wanted: "fix it with sudo". */
  instruments: words("with by via using through"),
  /** Say that something is wanted, wherever they stand before it. */
  wishes: words("should must please need needs needed want wants lets shall necessary required require"),
  /** Commands: the first verb of a clause. */
  commands: words(
    `run use add execute call install put set do make create pass insert include write apply perform try enable paste
     copy change switch give grant let allow rename convert update migrate rewrite move import upload deploy push
     commit print echo dump post send output disable skip delete drop remove replace edit extend adapt keep merge`,
  ),
  /** Tell how things are. */
  statements: words(
    `is are was were be been being has had can could may might will would uses used runs ran calls sets contains says
     tells told shows happens becomes reaches causes leads fails failed makes lets allows breaks deletes wipes logs
     prints sends does did gets got seems currently today already works worked writes leaves left means belongs
     checks removes disables skips ignores bypasses exposes leaks stores reads gives takes keeps executes installs
     deployed described mentioned reported found saw see seen`,
  ),
  /** A clause that begins so tells about its subject. */
  subjects: words(
    `a an the this that these those our my your their its any some every each it they we users user i he she there
     customers people attackers anybody somebody everybody as with since after before`,
  ),
  /** 日本語: behind the object. */
  averting: [
    "やめ",
    "止め",
    "除去",
    "取り除",
    "禁止",
    "防",
    "避け",
    "ないよう",
    "なくす",
    "なくした",
    "しない",
    "せず",
    "できない",
    "使わない",
    "廃止",
    "検知",
    "拒否",
    "代わり",
    "ではなく",
    "不要",
    "撤廃",
    "塞",
    "警告",
    "修正",
    "対策",
  ],
  telling: [
    "されている",
    "されてい",
    "している",
    "していた",
    "してしま",
    "てしまい",
    "てしまう",
    "ています",
    "になる",
    "になって",
    "発生",
    "可能性",
    "された",
  ],
  asking: ["してください", "して下さい", "してほしい", "したい", "お願い", "すること", "しましょう"],
} as const;

/** A list of words as a set, blanks between them. */
function words(list: string): ReadonlySet<string> {
  return new Set(list.split(/\s+/));
}

export type DirectionCues = typeof DIRECTION_CUES;
