// Written from the build by `npx vitest run api -u` inside packaging; do not edit.
// index.d.ts
declare const exitCodes: {
    readonly done: 0;
    readonly unexpected: 1;
    readonly usage: 2;
    readonly data: 3;
    readonly notConverged: 4;
    readonly interrupted: 130;
};
type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
type Host = Pick<NodeJS.Process, "stdin" | "stdout" | "stderr" | "env" | "on" | "off" | "exit">;
declare function runCommandLine(typed: readonly string[], host: Host): Promise<ExitCode>;
export { type ExitCode, type Host, exitCodes, runCommandLine };
