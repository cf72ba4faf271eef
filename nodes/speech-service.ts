/** Config node: what turns a company's speech into text, and text into speech. A gateway reads it; it opens nothing. */
import type { NodeAPI } from 'node-red';
import { userDirectory } from './node-support';
import type { ServiceNode, SpeechServiceCredentials, SpeechServiceDef } from './services.types';
import { API_KEYS, rawSpeechSettings } from './services.types';

type SpeechServiceNode = ServiceNode<SpeechServiceCredentials>;

export = function register(RED: NodeAPI): void {
  function SpeechService(this: SpeechServiceNode, config: SpeechServiceDef): void {
    RED.nodes.createNode(this, config);
    this.settings = () => rawSpeechSettings(config, this.credentials, userDirectory(RED));
  }

  RED.nodes.registerType<SpeechServiceNode, SpeechServiceDef, object, SpeechServiceCredentials>(
    'speech-service',
    SpeechService,
    // One a row, each write-only: the dialog can replace one key without knowing the others.
    { credentials: Object.fromEntries(API_KEYS.map((name) => [name, { type: 'password' as const }])) },
  );
};
