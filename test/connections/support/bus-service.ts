/** An event of Amazon EventBridge. */
export interface BusEvent {
  readonly 'id': string;
  readonly 'source': string;
  readonly 'detail-type': string;
  readonly 'detail': Record<string, unknown>;
}

/** The event that Lambda gets of a message of a topic. */
export function topicEvent(topicArn: string, messageId: string, message: string): object {
  return {
    Records: [{
      EventVersion: '1.0',
      EventSource: 'aws:sns',
      EventSubscriptionArn: `${topicArn}:subscription`,
      Sns: {
        Type: 'Notification',
        MessageId: messageId,
        TopicArn: topicArn,
        Subject: null,
        Message: message,
        MessageAttributes: {},
        Timestamp: '2026-01-01T00:00:00.000Z',
      },
    }],
  };
}

/** Whether an event matches a pattern, of which there is a model for lists of values. */
export function matches(pattern: Record<string, unknown>, event: BusEvent): boolean {
  return Object.entries(pattern).every(([name, values]) => {
    if (!Array.isArray(values)) throw new Error(`no model of the pattern ${JSON.stringify(pattern)}`);
    return values.includes(event[name as keyof BusEvent]);
  });
}

/** What a target gets that transforms its input: fields are put in as JSON, and within text as they are. */
export function transformed(transformer: { InputPathsMap: Record<string, string>; InputTemplate: string }, event: BusEvent): unknown {
  const { InputPathsMap, InputTemplate } = transformer;
  const valueOf = (name: string) => InputPathsMap[name].split('.').slice(1).reduce<any>((value, part) => value?.[part], event);
  const asText = (text: string) => text.replace(/<([\w-]+)>/g, (_all, name: string) => String(valueOf(name)));
  const filled = (found: string, name?: string) => (name === undefined ? asText(found) : JSON.stringify(valueOf(name)));
  const template = InputTemplate.replace(/"(?:[^"\\]|\\.)*"|<([\w-]+)>/g, filled);
  return JSON.parse(template);
}
