import { expect, onTestFinished, test } from 'vitest';
import { openReceiver } from './receiver.fixture.ts';
import { send } from './send.ts';

const MESSAGE = { secrets: ['whsec_c2VjcmV0IG9mIGEgdGVzdA=='], id: 'event', body: '{}' };

test('nothing is begun while the server stops', async () => {
  const receiver = await openReceiver();
  onTestFinished(receiver.close);
  const stopping = AbortSignal.abort(new Error('the server stops'));
  const options = { isPrivateAllowed: true, answerWaitMs: 60_000, stopping };
  const sent = await send({ ...MESSAGE, url: receiver.url }, options);
  expect(sent).toMatchObject({ status: null, fault: 'the server stops' });
  expect(receiver.received).toEqual([]);
});
