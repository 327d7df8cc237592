import { FlushStageAuthorizersCacheCommand, FlushStageCacheCommand, GetStageCommand } from '@aws-sdk/client-api-gateway';
import type { Command } from '../command';
import { notFound } from '../command-error';
import { findStage } from '../find-api';

/** What `gatehouse flush-cache --json` prints. */
export interface FlushCacheData {
  readonly api: string;
  readonly stage: string;
  readonly flushed: Array<'responses' | 'authorizers'>;
}

export const flushCache: Command = {
  name: 'flush-cache',
  summary: 'Forget the cached responses of a stage',
  details: 'Every request reaches its integration until the cache has filled again. With --authorizers it forgets what authorizers have said, instead.',
  about: 'stage',
  asks: () => true,
  options: [['--authorizers', 'answers of authorizers, and not responses'], ['--all', 'responses, and answers of authorizers']],
  run: async (context, { options: { authorizers, all } }) => {
    const { restApiId, stageName } = await findStage(context);
    const stage = { restApiId, stageName };
    const { cacheClusterEnabled } = await context.call(({ apiGateway }) => apiGateway.send(new GetStageCommand(stage)));
    const responses = cacheClusterEnabled === true && (!authorizers || all === true);
    const flushed: FlushCacheData['flushed'] = [...(responses ? ['responses' as const] : []), ...(authorizers || all ? ['authorizers' as const] : [])];
    if (flushed.length === 0) throw notFound(`stage ${stageName} has no cache to flush`);
    const what = flushed.map((each) => (each === 'responses' ? 'cached responses' : 'answers of authorizers')).join(' and ');
    await context.confirm([['Stage', `${stageName} of API ${restApiId}`], ['Forgets', what]]);
    context.step('Flushing');
    if (responses) await context.call(({ apiGateway }) => apiGateway.send(new FlushStageCacheCommand(stage)));
    if (flushed.includes('authorizers')) await context.call(({ apiGateway }) => apiGateway.send(new FlushStageAuthorizersCacheCommand(stage)));
    const data: FlushCacheData = { api: restApiId, stage: stageName, flushed };
    return { data, text: `Stage ${stageName} has forgotten its ${what}.` };
  },
};
