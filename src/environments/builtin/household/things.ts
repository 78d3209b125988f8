/**
 * The kinds of things: the rooms they are found in, the kinds of places where they usually are (most usual first), and
 * what can be done with them. The expert searches in that order, and generate.ts puts nothing elsewhere.
 */
import type { RoomName } from './places.ts';

export type Ability = 'clean' | 'heat' | 'cool' | 'light';

export interface ThingKind {
  readonly name: string;
  readonly rooms: readonly RoomName[];
  readonly usual: readonly string[];
  readonly can: readonly Ability[];
}

const KITCHEN: readonly RoomName[] = ['kitchen'];
const LIVING: readonly RoomName[] = ['living room'];
const BEDROOM: readonly RoomName[] = ['bedroom'];
const BATHROOM: readonly RoomName[] = ['bathroom'];
const DRY: readonly RoomName[] = ['living room', 'bedroom'];

const DISHES = 'countertop diningtable sinkbasin shelf cabinet';
const CUTLERY = 'countertop diningtable sinkbasin drawer';
const COOKWARE = 'stove countertop sinkbasin cabinet';
const FRESH = 'countertop diningtable sinkbasin fridge';
const PAPER = 'coffeetable desk sidetable nightstand bookcase shelf sofa bed drawer';
const GADGET = 'desk coffeetable sidetable nightstand sofa bed dresser tvstand drawer';
const TOILETRY = 'countertop sinkbasin shelf bathtub cabinet';

/** name; rooms; usual places; abilities. */
const ROWS: readonly (readonly [string, readonly RoomName[], string, string])[] = [
  ['mug', KITCHEN, DISHES, 'clean heat cool'],
  ['cup', KITCHEN, DISHES, 'clean heat cool'],
  ['glass', KITCHEN, DISHES, 'clean cool'],
  ['plate', KITCHEN, DISHES, 'clean heat cool'],
  ['bowl', KITCHEN, DISHES, 'clean heat cool'],
  ['jar', KITCHEN, 'countertop diningtable shelf pantry cabinet', 'clean cool'],
  ['teapot', KITCHEN, 'countertop stove diningtable shelf cabinet', 'clean cool'],
  ['pan', KITCHEN, COOKWARE, 'clean cool'],
  ['pot', KITCHEN, COOKWARE, 'clean cool'],
  ['fork', KITCHEN, CUTLERY, 'clean'],
  ['knife', KITCHEN, CUTLERY, 'clean'],
  ['spoon', KITCHEN, CUTLERY, 'clean'],
  ['ladle', KITCHEN, CUTLERY, 'clean'],
  ['spatula', KITCHEN, CUTLERY, 'clean'],
  ['whisk', KITCHEN, CUTLERY, 'clean'],
  ['apple', KITCHEN, FRESH, 'clean heat cool'],
  ['pear', KITCHEN, FRESH, 'clean heat cool'],
  ['tomato', KITCHEN, FRESH, 'clean heat cool'],
  ['potato', KITCHEN, FRESH, 'clean heat cool'],
  ['carrot', KITCHEN, FRESH, 'clean heat cool'],
  ['cabbage', KITCHEN, FRESH, 'clean cool'],
  ['egg', KITCHEN, FRESH, 'clean heat cool'],
  ['bread', KITCHEN, 'countertop diningtable pantry fridge', 'heat cool'],
  ['sandwich', KITCHEN, 'countertop diningtable fridge', 'heat cool'],
  ['soup', KITCHEN, 'countertop stove diningtable fridge', 'heat cool'],
  ['milk', KITCHEN, 'countertop diningtable fridge', 'heat cool'],
  ['cheese', KITCHEN, 'countertop diningtable fridge', 'heat cool'],
  ['bottle', KITCHEN, 'countertop diningtable shelf fridge cabinet', 'clean cool'],
  ['saltshaker', KITCHEN, 'countertop diningtable shelf drawer cabinet', ''],
  ['peppermill', KITCHEN, 'countertop diningtable shelf drawer cabinet', ''],
  ['sponge', KITCHEN, 'sinkbasin countertop drawer cabinet', 'clean'],
  ['corkscrew', KITCHEN, 'countertop diningtable drawer', 'clean'],
  ['book', DRY, PAPER, 'light'],
  ['notebook', DRY, PAPER, 'light'],
  ['newspaper', LIVING, 'coffeetable sofa sidetable armchair bookcase drawer', 'light'],
  ['magazine', LIVING, 'coffeetable sofa sidetable armchair bookcase drawer', 'light'],
  ['letter', DRY, 'desk coffeetable sidetable nightstand shelf dresser drawer', 'light'],
  ['photo', DRY, 'shelf bookcase sidetable nightstand desk dresser drawer', 'light'],
  ['phone', DRY, GADGET, 'light'],
  ['laptop', DRY, 'desk coffeetable sofa bed sidetable dresser', 'light'],
  ['camera', DRY, GADGET, 'light'],
  ['watch', DRY, GADGET, 'light'],
  ['keyring', DRY, GADGET, 'light'],
  ['wallet', DRY, GADGET, 'light'],
  ['spectacles', DRY, GADGET, 'light'],
  ['remote', LIVING, 'coffeetable sofa tvstand armchair sidetable drawer', 'light'],
  ['vase', LIVING, 'coffeetable sidetable windowsill bookcase tvstand desk', 'light'],
  ['figurine', LIVING, 'bookcase sidetable coffeetable tvstand windowsill desk', 'light'],
  ['candle', LIVING, 'coffeetable sidetable windowsill bookcase drawer', 'light'],
  ['puzzle', LIVING, 'coffeetable bookcase chest sofa drawer', 'light'],
  ['cushion', DRY, 'sofa bed armchair chest', 'light'],
  ['blanket', DRY, 'bed sofa armchair chest wardrobe', ''],
  ['alarmclock', BEDROOM, 'nightstand desk shelf dresser drawer', 'light'],
  ['pen', DRY, 'desk sidetable nightstand coffeetable shelf bookcase drawer', 'light'],
  ['pencil', DRY, 'desk sidetable nightstand coffeetable shelf bookcase drawer', 'light'],
  ['disc', DRY, 'desk shelf bookcase tvstand nightstand drawer', 'light'],
  ['teddybear', BEDROOM, 'bed armchair shelf dresser wardrobe', 'light'],
  ['ball', BEDROOM, 'bed armchair shelf desk wardrobe', ''],
  ['racket', BEDROOM, 'bed armchair shelf desk wardrobe', ''],
  ['shirt', BEDROOM, 'bed armchair hamper dresser wardrobe drawer', ''],
  ['sock', BEDROOM, 'bed armchair hamper dresser wardrobe drawer', ''],
  ['hat', BEDROOM, 'bed armchair shelf dresser desk wardrobe', 'light'],
  ['soap', BATHROOM, TOILETRY, 'clean'],
  ['shampoo', BATHROOM, 'bathtub shelf countertop cabinet', 'clean'],
  ['washcloth', BATHROOM, 'bathtub towelrack countertop sinkbasin hamper cabinet', 'clean'],
  ['towel', BATHROOM, 'towelrack bathtub countertop shelf hamper cabinet', ''],
  ['toothbrush', BATHROOM, TOILETRY, 'clean'],
  ['toothpaste', BATHROOM, TOILETRY, ''],
  ['comb', BATHROOM, 'countertop shelf sinkbasin drawer cabinet', 'clean'],
  ['razor', BATHROOM, TOILETRY, 'clean'],
  ['mirror', BATHROOM, 'countertop shelf drawer cabinet', 'clean'],
  ['tissuebox', BATHROOM, 'countertop toilet shelf cabinet', ''],
  ['toiletroll', BATHROOM, 'toilet countertop shelf cabinet', ''],
  ['spraybottle', BATHROOM, 'countertop toilet shelf bathtub cabinet', 'clean'],
];

export const THING_KINDS: readonly ThingKind[] = ROWS.map(([name, rooms, usual, can]) => ({
  name,
  rooms,
  usual: usual.split(' '),
  can: can.split(' ').filter((ability) => ability !== '') as Ability[],
}));

const byName = new Map(THING_KINDS.map((kind) => [kind.name, kind]));

export function kindOf(name: string): ThingKind | undefined {
  return byName.get(name);
}
