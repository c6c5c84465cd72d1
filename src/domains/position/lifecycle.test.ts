import { localDate } from '../../core/local-date.ts';
import { describeLifecycle } from '../../core/testing/lifecycle-table.ts';
import { flattenAsset } from '../shared/derivatives.ts';
import { PYRAMIDING_DEFAULTS } from './configs.ts';
import { positionLifecycle } from './lifecycle.ts';
import { positionAggregate } from './position.ts';
import {
  add,
  adjust,
  atBroker,
  close,
  complete,
  fixed,
  market,
  open,
  reArm,
  reconcileWith,
  reduce,
  setStop,
  setTarget,
  settle,
} from './testing/commands.ts';
import { book, fill } from './testing/fixtures.ts';

const call = flattenAsset({
  assetType: 'option',
  option: {
    underlyingSymbol: 'AAPL',
    strikePrice: '150',
    expirationDate: localDate(2025, 11, 21),
    optionType: 'call',
    optionAction: null,
    contractSize: '100',
    multiplier: '1',
  },
  future: null,
});
const opened = open('long', '2', '100', {
  ...call,
  stopLoss: fixed('90'),
  pyramiding: { ...PYRAMIDING_DEFAULTS, enabled: true },
});
const triggered = [opened, market('89')];

describeLifecycle(positionAggregate, positionLifecycle, {
  histories: {
    flat: book([opened, close('101')]).events,
    open: book(triggered).events,
  },
  commands: {
    UpdatePositionCommand: fill('buy', '1', '100'),
    OpenPositionCommand: { ...opened, fillId: 'second' },
    AddToPositionCommand: add('1', '110'),
    ReducePositionCommand: reduce('1', '100'),
    ClosePositionCommand: close('100', { fillId: 'closing' }),
    UpdatePositionValuationCommand: market('95', 120_000),
    SetStopLossCommand: setStop(fixed('85'), { confirmed: true }),
    SetTakeProfitCommand: setTarget({ type: 'price', price: '200' }),
    ReArmExitCommand: reArm(null),
    ReconcilePositionCommand: reconcileWith(atBroker('2', '100')),
    AdjustPositionCommand: adjust({ kind: 'split', ratio: '2' }),
    SettleExpiredPositionCommand: settle('worthless'),
    CompletePositionManagementCommand: complete(),
  },
});
