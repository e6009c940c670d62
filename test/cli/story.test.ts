import { keepsTheConventions } from "../support/blackbox/conventions.ts";

keepsTheConventions("run");
keepsTheConventions("why");
keepsTheConventions("replay");
