import { answerMode, ModeAnswer, ModeQuestion } from "./questions/mode.ts";
import { answerProviders, ProvidersAnswer, ProvidersQuestion } from "./questions/providers.ts";
import { answerRisk, RiskAnswer, RiskQuestion } from "./questions/risk.ts";
import { answerTarget, TargetAnswer, TargetQuestion } from "./questions/target.ts";
import { RouteInput } from "./request.ts";
import { route } from "./route.ts";
import { Routing } from "./routing.ts";

/** The rules of intake as the outside may ask them, one row a rule. What they take has been read by its shape. */
export const INTAKE_RULES = {
  route: { input: RouteInput, output: Routing, decide: (input: RouteInput): Routing => route(input) },
  mode: { input: ModeQuestion, output: ModeAnswer, decide: answerMode },
  "target-repo": { input: TargetQuestion, output: TargetAnswer, decide: answerTarget },
  providers: { input: ProvidersQuestion, output: ProvidersAnswer, decide: answerProviders },
  risk: { input: RiskQuestion, output: RiskAnswer, decide: answerRisk },
} as const;
