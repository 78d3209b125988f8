/** The words that the shop's own catalogue is made of: departments, their types of product, attributes and options. */

export interface Axis {
  /** What the option is called, e.g. `color`. */
  readonly name: string;
  readonly values: readonly string[];
  /** How many of the values a product comes in. */
  readonly offered: number;
}

export interface Department {
  readonly name: string;
  readonly types: readonly string[];
  /** Every product has four of them. */
  readonly attributes: readonly string[];
  readonly axes: readonly Axis[];
}

const COLOR: Axis = {
  name: 'color',
  values: ['black', 'white', 'red', 'blue', 'green', 'gray', 'brown', 'pink', 'yellow', 'purple'],
  offered: 5,
};
const SIZE: Axis = { name: 'size', values: ['tiny', 'small', 'medium', 'large', 'huge'], offered: 3 };
const SHOE_SIZE: Axis = { name: 'size', values: ['5', '6', '7', '8', '9', '10', '11', '12'], offered: 5 };
const SCENT: Axis = {
  name: 'scent',
  values: ['vanilla', 'lavender', 'lemon', 'rose', 'coconut', 'mint', 'cedar', 'jasmine'],
  offered: 4,
};
const FLAVOR: Axis = {
  name: 'flavor',
  values: ['cherry', 'orange', 'ginger', 'cinnamon', 'almond', 'apple', 'peach', 'maple'],
  offered: 4,
};
const PACK: Axis = { name: 'pack', values: ['single', 'double', 'family', 'dozen'], offered: 3 };

export const DEPARTMENTS: readonly Department[] = [
  {
    name: 'clothing',
    types: ['jacket', 'shirt', 'sweater', 'dress', 'coat', 'skirt'],
    attributes: ['wool', 'cotton', 'linen', 'waterproof', 'warm', 'slim', 'striped', 'soft', 'hooded', 'washable'],
    axes: [COLOR, SIZE],
  },
  {
    name: 'shoes',
    types: ['boots', 'sandals', 'sneakers', 'slippers', 'loafers', 'clogs'],
    attributes: ['leather', 'suede', 'canvas', 'waterproof', 'vegan', 'cushioned', 'light', 'wide', 'lined', 'warm'],
    axes: [COLOR, SHOE_SIZE],
  },
  {
    name: 'bags',
    types: ['backpack', 'suitcase', 'handbag', 'wallet', 'briefcase', 'satchel'],
    attributes: [
      'leather',
      'canvas',
      'waterproof',
      'foldable',
      'lockable',
      'padded',
      'light',
      'quilted',
      'vegan',
      'flat',
    ],
    axes: [COLOR, SIZE],
  },
  {
    name: 'kitchen',
    types: ['kettle', 'pan', 'teapot', 'mug', 'bowl', 'plate'],
    attributes: [
      'steel',
      'ceramic',
      'glass',
      'nonstick',
      'stackable',
      'enamel',
      'copper',
      'handmade',
      'deep',
      'engraved',
    ],
    axes: [COLOR, SIZE],
  },
  {
    name: 'furniture',
    types: ['chair', 'table', 'desk', 'shelf', 'stool', 'bench'],
    attributes: [
      'oak',
      'walnut',
      'bamboo',
      'steel',
      'foldable',
      'adjustable',
      'stackable',
      'round',
      'rustic',
      'sturdy',
    ],
    axes: [COLOR, SIZE],
  },
  {
    name: 'bedroom',
    types: ['blanket', 'pillow', 'curtain', 'rug', 'towel', 'mattress'],
    attributes: ['cotton', 'linen', 'fleece', 'quilted', 'washable', 'striped', 'thick', 'woven', 'velvet', 'cooling'],
    axes: [COLOR, SIZE],
  },
  {
    name: 'electronics',
    types: ['headphones', 'keyboard', 'speaker', 'charger', 'camera', 'lamp'],
    attributes: [
      'wireless',
      'waterproof',
      'rechargeable',
      'portable',
      'backlit',
      'compact',
      'foldable',
      'quiet',
      'solar',
      'sturdy',
    ],
    axes: [COLOR, SIZE],
  },
  {
    name: 'beauty',
    types: ['shampoo', 'lotion', 'soap', 'lipstick', 'serum', 'balm'],
    attributes: [
      'vegan',
      'organic',
      'moisturizing',
      'gentle',
      'mineral',
      'herbal',
      'creamy',
      'soothing',
      'natural',
      'clear',
    ],
    axes: [SCENT, SIZE],
  },
  {
    name: 'grocery',
    types: ['tea', 'granola', 'chocolate', 'crackers', 'jam', 'cookies'],
    attributes: [
      'organic',
      'vegan',
      'salted',
      'roasted',
      'spicy',
      'kosher',
      'crunchy',
      'unsweetened',
      'natural',
      'dark',
    ],
    axes: [FLAVOR, PACK],
  },
  {
    name: 'outdoors',
    types: ['tent', 'bottle', 'lantern', 'hammock', 'cooler', 'tarp'],
    attributes: [
      'insulated',
      'foldable',
      'waterproof',
      'light',
      'sturdy',
      'solar',
      'compact',
      'padded',
      'rugged',
      'reflective',
    ],
    axes: [COLOR, SIZE],
  },
  {
    name: 'pets',
    types: ['leash', 'collar', 'feeder', 'crate', 'scratcher', 'harness'],
    attributes: [
      'nylon',
      'leather',
      'padded',
      'reflective',
      'washable',
      'adjustable',
      'steel',
      'foldable',
      'sturdy',
      'soft',
    ],
    axes: [COLOR, SIZE],
  },
  {
    name: 'toys',
    types: ['puzzle', 'kite', 'doll', 'robot', 'drum', 'yoyo'],
    attributes: [
      'bamboo',
      'handmade',
      'magnetic',
      'rechargeable',
      'soft',
      'glowing',
      'foldable',
      'musical',
      'washable',
      'sturdy',
    ],
    axes: [COLOR, SIZE],
  },
];

/** Invented. */
export const BRANDS: readonly string[] = [
  'Alvo',
  'Brinta',
  'Corvell',
  'Dunmar',
  'Elsio',
  'Farnby',
  'Gelvo',
  'Hartun',
  'Ilmaro',
  'Jorvik',
  'Keldon',
  'Lumeno',
  'Morvane',
  'Nestro',
  'Oltena',
  'Pellmar',
  'Quinbo',
  'Rovento',
  'Sandrel',
  'Tormi',
];

/** What it is for, in descriptions. */
export const USES: readonly string[] = ['home', 'travel', 'work', 'gifts', 'children', 'beginners'];

/** What buyers say. */
export const OPINIONS: readonly string[] = [
  'I like it',
  'good price',
  'as described',
  'it came late',
  'not bad',
  'my favorite',
];
