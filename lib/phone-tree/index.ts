/** What other rooms use of lib/phone-tree. */
export { PhoneTree, ScriptError, menuTexts } from './phone-tree';
export type { ExtensionInfo, PhoneTreeDependencies, PhoneTreeOptions } from './phone-tree';
export type { MenuText } from './menu-text';
export type { TruthEntry, TruthEvent } from './truth';
export { describeProblems, parseScript } from './parse-script';
export type { Script, ScriptProblem, ScriptResult } from './script';
export type { Speak } from './sound-library';
