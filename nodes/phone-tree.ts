/** Config node: a company that answers SIP calls on loopback, for the demo and for dry runs of a flow. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { NodeAPI } from 'node-red';
import { endAllCalls, areFlowsStopping, watchHost } from './host-shutdown';
import { asError, nodeLogger, pathFromUserDirectory } from './node-support';
import { acquirePhoneTree, closePhoneTree, portOfPhoneTree, releasePhoneTree } from './phone-tree-registry';
import type { PhoneTreeDef, PhoneTreeNode } from './phone-tree.types';

const BUNDLED_COMPANY = path.join(__dirname, '..', 'lib', 'phone-tree', 'companies', 'acme.yaml');
const DEFAULT_SIP_PORT = 5170;

export = function register(RED: NodeAPI): void {
  watchHost(RED);

  function PhoneTreeConfig(this: PhoneTreeNode & { sipPort: number }, config: PhoneTreeDef): void {
    RED.nodes.createNode(this, config);
    const listeners: (() => void)[] = [];
    let problem: string | undefined;
    let closed = false;

    const scriptFile = scriptPath(RED, config.scriptFile);
    const settings = {
      scriptFile,
      bindAddress: '127.0.0.1',
      sipPort: wholeNumber(config.sipPort, DEFAULT_SIP_PORT, 65_535) ?? DEFAULT_SIP_PORT,
      seed: wholeNumber(config.seed, 1, Number.MAX_SAFE_INTEGER) ?? 1,
    };
    const portListeners: (() => void)[] = [];
    this.sipPort = portOfPhoneTree(this.id, settings) ?? settings.sipPort;
    this.onPort = (listener) => void portListeners.push(listener);
    this.problem = () => problem;
    this.onProblem = (listener) => void listeners.push(listener);

    const fail = (reason: string): void => {
      if (closed) return;
      problem = reason;
      this.error(problem);
      for (const listener of listeners) listener();
    };

    const mistake = numberProblem(config);
    if (mistake !== undefined) fail(mistake);
    else if (!existsSync(scriptFile)) fail(`the script file does not exist: ${scriptFile}`);
    else {
      // Only what this flow calls through a gateway knows the bundled company; another may have its address noted.
      const anyPort = scriptFile === BUNDLED_COMPANY;
      acquirePhoneTree(this.id, settings, nodeLogger(this), { anyPort }).then(
        ({ sip }) => {
          if (closed) return;
          if (sip.port !== settings.sipPort)
            this.warn(`UDP port ${settings.sipPort} is taken: answering on ${sip.port}`);
          this.log(`answers calls at sip:${sip.address}:${sip.port}`);
          if (sip.port === this.sipPort) return;
          this.sipPort = sip.port;
          for (const listener of portListeners) listener();
        },
        (thrown: unknown) => fail(startFailure(settings.sipPort, asError(thrown))),
      );
    }

    this.on('close', (removed: boolean, done: () => void) => {
      closed = true;
      if (!areFlowsStopping()) {
        releasePhoneTree(this.id, { removed });
        done();
        return;
      }
      // The gateways first, so that their BYE finds somebody to confirm it.
      void endAllCalls()
        .then(() => closePhoneTree(this.id))
        .finally(done);
    });
  }

  RED.nodes.registerType<PhoneTreeNode, PhoneTreeDef, object, object>('phone-tree', PhoneTreeConfig);
};

function scriptPath(RED: NodeAPI, file: string | undefined): string {
  const trimmed = file?.trim() ?? '';
  if (trimmed === '') return BUNDLED_COMPANY;
  return pathFromUserDirectory(RED, trimmed);
}

/** Empty or 0 is the usual one; undefined: not to be used. */
function wholeNumber(typed: string | number | undefined, usual: number, most: number): number | undefined {
  const number = typeof typed === 'string' ? Number(typed.trim()) : (typed ?? 0);
  if (number === 0) return usual;
  return Number.isInteger(number) && number > 0 && number <= most ? number : undefined;
}

/** Another port than the one typed would be looked for in vain. */
function numberProblem({ sipPort, seed }: PhoneTreeDef): string | undefined {
  if (wholeNumber(sipPort, DEFAULT_SIP_PORT, 65_535) === undefined) {
    return `SIP port: "${String(sipPort)}" is no port; write a number from 1 to 65535, such as ${DEFAULT_SIP_PORT}`;
  }
  if (wholeNumber(seed, 1, Number.MAX_SAFE_INTEGER) === undefined) {
    return `Seed: "${String(seed)}" is no whole number; write one such as 1`;
  }
  return undefined;
}

function startFailure(port: number, error: Error): string {
  if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') {
    return `UDP port ${port} is taken: choose another SIP port in the phone tree`;
  }
  return error.message;
}
