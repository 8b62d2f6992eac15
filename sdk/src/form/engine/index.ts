/** The engine of forms in the browser. It gives what the server gives: same form, answers and seed, same walk. */
export { evaluate, isAnswered } from "./expressions";
export { isMany, scale } from "./clean";
export { numberText, words } from "./texts";
export { tasksOf } from "./tasks";
export { walk } from "./walk";
export type { Circumstances } from "./walk";
export type * from "./types";
