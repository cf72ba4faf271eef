/** Config node: the language model that may choose where the rules are unsure. A gateway reads it; it opens nothing. */
import type { NodeAPI } from 'node-red';
import type { LlmServiceCredentials, LlmServiceDef, ServiceNode } from './services.types';
import { rawLanguageModel } from './services.types';

type LlmServiceNode = ServiceNode<LlmServiceCredentials>;

export = function register(RED: NodeAPI): void {
  function LlmService(this: LlmServiceNode, config: LlmServiceDef): void {
    RED.nodes.createNode(this, config);
    this.settings = () => rawLanguageModel(config, this.credentials);
  }

  RED.nodes.registerType<LlmServiceNode, LlmServiceDef, object, LlmServiceCredentials>('llm-service', LlmService, {
    credentials: { apiKey: { type: 'password' } },
  });
};
