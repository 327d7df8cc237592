import { TextWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { App, CfnParameter, NestedStack, Stack, StackProps } from 'aws-cdk-lib/core';
import { HttpApiAlarms, HttpApiDashboard, RestApiAlarms, RestApiDashboard } from '../../lib';
import { DashboardPages } from '../../lib/alarms/dashboard-pages';
import { templateOf, testGateway, testHttpGateway, testStack } from '../helpers';

const DASHBOARD = 'AWS::CloudWatch::Dashboard';

const place = (account: string, region = 'eu-west-1') => ({ account, region });
const [OURS, THEIRS] = [place('111111111111'), place('222222222222')];

function stacksOf(app: App, ...envs: Array<StackProps['env']>): Stack[] {
  return envs.map((env, index) => new Stack(app, `Shop${index}`, { env }));
}

const warningsOf = (app: App) => app.synth().stacks.flatMap(({ messages }) => messages.map(({ entry }) => String(entry.data))).filter((text) => text.includes('dashboard'));

describe('two dashboards of one name', () => {
  const define = (...envs: Array<StackProps['env']>) => {
    const app = new App();
    for (const stack of stacksOf(app, ...envs)) testHttpGateway({}, stack).gateway.addDashboard();
    return app;
  };

  test('fail in two stacks of an account and Region', () => {
    expect(() => define(OURS, OURS)).toThrow(/^the dashboard of \[Shop0\/OrdersApi\/#Dashboard\] is called "OrdersApi-default-eu-west-1" already, and one would overwrite the other: give this one a 'dashboardName'\n {4}at \[Shop1\/OrdersApi\/#Dashboard\]/);
  });

  test('fail in two Regions of an account, if somebody says the name: dashboards are of an account', () => {
    const app = new App();
    const [one, two] = stacksOf(app, OURS, place(OURS.account, 'us-east-1'));
    testHttpGateway({}, one).gateway.addDashboard({ dashboardName: 'orders' });
    expect(() => testHttpGateway({}, two).gateway.addDashboard({ dashboardName: 'orders' })).toThrow('is called "orders" already');
  });

  test.each([[[undefined, undefined]], [[{ account: '111111111111' }, { account: '111111111111' }]]])('get a word of warning where it is not known whether they meet, %j', (envs) => {
    expect(warningsOf(define(...envs))).toEqual([expect.stringMatching(/^the dashboard of \[Shop0\/OrdersApi\/#Dashboard\] is called .* already, and so is that of \[Shop1\/OrdersApi\/#Dashboard\]; in one account one would overwrite the other: give one a 'dashboardName', or each stack its account in 'env'/)]);
  });

  test.each([[[OURS, THEIRS]], [[OURS, place(OURS.account, 'us-east-1')]], [[undefined, OURS]]])('get none where they do not meet, %j', (envs) => {
    expect(warningsOf(define(...envs))).toEqual([]);
  });
});

describe('the names of further dashboards', () => {
  const full = (stack: Stack, id: string, name: string) => {
    const { gateway } = testGateway({}, stack);
    const dashboard = RestApiDashboard.fromStage(stack, id, gateway.stage, { dashboardName: name });
    return () => { for (let index = 0; index < 600; index++) dashboard.addWidgets(new TextWidget({ markdown: 'x' })); };
  };

  test('are taken: another dashboard cannot have one', () => {
    const app = new App();
    const [stack, other] = stacksOf(app, OURS, OURS);
    full(stack, 'Dashboard', 'orders')();
    templateOf(stack).hasResourceProperties(DASHBOARD, { DashboardName: 'orders-2' });
    expect(() => full(other, 'Dashboard', 'orders-2')).toThrow(/^the dashboard of \[Shop0\/Dashboard\] is called "orders-2" already, and one would overwrite the other/);
  });

  test('fail if another dashboard has one', () => {
    const app = new App();
    const [stack, other] = stacksOf(app, OURS, OURS);
    full(other, 'Dashboard', 'orders-2');
    expect(full(stack, 'Dashboard', 'orders')).toThrow(/^the dashboard of \[Shop1\/Dashboard\] is called "orders-2" already, .*\n {4}at \[Shop0\/Dashboard\]/);
  });

  test('are not said if that of the first one is not', () => {
    const stack = testStack();
    const pages = new DashboardPages(stack, undefined, undefined);
    for (let index = 0; index < 501; index++) pages.add(new TextWidget({ markdown: 'x' }), { widgets: 1, metrics: 0 });
    expect(pages.dashboards).toHaveLength(2);
    templateOf(stack).resourceCountIs(DASHBOARD, 2);
  });
});

describe('a dashboard in another stack than its alarms', () => {
  test('fails in another Region, where it does not know them', () => {
    const [shop, home] = stacksOf(new App(), OURS, place(OURS.account, 'us-east-1'));
    const { gateway } = testGateway({}, shop);
    expect(() => RestApiDashboard.fromStage(home, 'Dashboard', gateway.stage, { alarms: gateway.alarms, logQueries: false }))
      .toThrow(/^'alarms' are of aws:\/\/111111111111\/eu-west-1, of which a dashboard in aws:\/\/111111111111\/us-east-1 does not know them: define it by 'fromStage' in the stack of the alarms, or leave 'alarms' out\n {4}at \[Shop1\/Dashboard\]/);
  });

  test('is there in another Region, if the stack takes references across Regions', () => {
    const app = new App();
    const [shop, home] = [OURS, place(OURS.account, 'us-east-1')].map((env, index) => new Stack(app, `Shop${index}`, { env, crossRegionReferences: true }));
    const { gateway } = testGateway({}, shop);
    RestApiDashboard.fromStage(home, 'Dashboard', gateway.stage, { alarms: gateway.alarms, logQueries: false });
    templateOf(home).resourceCountIs(DASHBOARD, 1);
  });

  test('is there in another stack of the place', () => {
    const [shop, home] = stacksOf(new App(), OURS, OURS);
    const { gateway } = testHttpGateway({}, shop);
    HttpApiDashboard.fromStage(home, 'Dashboard', gateway.stage, { alarms: gateway.alarms });
    templateOf(home).resourceCountIs(DASHBOARD, 1);
  });

  test('fails beside a stage that the alarms wait for', () => {
    const [shop, other] = stacksOf(new App(), OURS, OURS);
    const { gateway } = testHttpGateway({}, shop);
    const alarms = HttpApiAlarms.fromStage(other, 'Alarms', gateway.stage);
    expect(() => gateway.addDashboard({ alarms }))
      .toThrow(/^'alarms' are defined in \[Shop1\], which is deployed after \[Shop0\], where this dashboard is: define it by 'fromStage' in \[Shop1\]\n {4}at \[Shop0\/OrdersApi\/#Dashboard\]/);
    HttpApiDashboard.fromStage(other, 'Dashboard', gateway.stage, { alarms });
    templateOf(other).resourceCountIs(DASHBOARD, 1);
  });

  test('fails in a nested stack whose stage alarms of the parent wait for', () => {
    const parent = testStack();
    const { gateway } = testHttpGateway({}, new NestedStack(parent, 'Nested'));
    const alarms = HttpApiAlarms.fromStage(parent, 'Alarms', gateway.stage);
    expect(() => gateway.addDashboard({ alarms })).toThrow(/^'alarms' are defined in \[Shop\], which is deployed after \[Shop\/Nested\]/);
  });

  test('is there with alarms of a nested stack, and with those that find the stage by its name', () => {
    const parent = testStack();
    const { gateway } = testHttpGateway({}, parent);
    gateway.addDashboard({ alarms: HttpApiAlarms.fromStage(new NestedStack(parent, 'Nested'), 'Alarms', gateway.stage) });
    templateOf(parent).resourceCountIs(DASHBOARD, 1);
    const [shop, other] = stacksOf(new App(), OURS, OURS);
    const rest = testGateway({}, shop);
    rest.gateway.addDashboard({ alarms: RestApiAlarms.fromStage(other, 'Alarms', rest.gateway.stage) });
    templateOf(shop).resourceCountIs(DASHBOARD, 1);
  });

  test('may be beside an imported stage', () => {
    const [shop, other] = stacksOf(new App(), OURS, OURS);
    const name = new CfnParameter(shop, 'Name').valueAsString;
    const { gateway } = testGateway({ restApiProps: { restApiName: 'orders' } }, shop);
    const alarms = RestApiAlarms.fromStage(other, 'Alarms', gateway.stage);
    RestApiDashboard.fromStage(shop, 'Dashboard', gateway.stage, { alarms, dashboardName: name });
    templateOf(shop).resourceCountIs(DASHBOARD, 1);
  });
});
