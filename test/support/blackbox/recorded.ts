const YES = JSON.stringify({
  approve: true,
  findings: [],
  rationale: "One line, one test that fails today, and a way back.",
  recommendation: "Go ahead.",
  risk: "LOW",
});

/** A file of recorded answers: three lanes of a second family say yes to one content. */
export const recordedYes = (content: string): string =>
  JSON.stringify({
    schemaVersion: "1.0",
    family: "glm",
    content,
    answers: Object.fromEntries(
      ["glm-code-reviewer", "glm-general-reviewer", "glm-math-reasoning"].map((lane) => [lane, YES]),
    ),
  });

/** The content that a message names in full. */
export const contentIn = (text: string): string => /sha256:[0-9a-f]{64}/.exec(text)?.[0] ?? "none";
