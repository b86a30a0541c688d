/** A JSON-RPC error with one plain sentence. The SDK's own `McpError` puts its name and the code in front of it. */
export class RequestError extends Error {
  readonly code: number;

  constructor(code: number, sentence: string) {
    super(sentence);
    this.code = code;
  }
}
