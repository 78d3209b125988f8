/** Pictures of states are shapes and texts, whatever a text says; anything else is refused. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { element, picture, refusalOf, text } from '../../../src/environments/svg.ts';

const SIZE = { width: 10, height: 10 };

describe('a picture', () => {
  it('may hold any text, in its title, its texts and its attributes', () => {
    const said = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '</text><script>alert(1)</script>',
        '"><svg onload="x',
        '&#60;script&#62;',
        ']]>',
        '<!--',
        '\u0000',
        '𝒳',
      ),
    );
    fc.assert(
      fc.property(said, said, (one, other) => {
        const drawn = picture(SIZE, one, text(other, { x: 1 }), element('rect', { class: other, width: 2 }));
        expect(drawn).not.toContain('<script');
        const refused = refusalOf(drawn);
        if (!/url\s*\(|script:|data:/iu.test(other)) expect(refused).toBeUndefined();
      }),
    );
  });

  it('follows the colours of the page around it', () => {
    expect(picture(SIZE, 'x')).toContain('fill="currentColor"');
  });
});

describe('what is refused', () => {
  it.each([
    ['nothing', ''],
    ['no text', 7],
    ['a script', '<svg x="1"><script>alert(1)</script></svg>'],
    ['a handler', '<svg x="1"><rect onclick="alert(1)"/></svg>'],
    ['a handler in capitals', '<svg ONLOAD="alert(1)"></svg>'],
    ['an image', '<svg x="1"><image href="http://elsewhere.example/x.png"/></svg>'],
    ['a link', '<svg x="1"><a href="javascript:alert(1)"><text>x</text></a></svg>'],
    ['HTML', '<svg x="1"><foreignObject><iframe/></foreignObject></svg>'],
    ['a style', '<svg x="1"><rect style="fill:url(http://elsewhere.example)"/></svg>'],
    ['a style sheet', '<svg x="1"><style>@import url(x)</style></svg>'],
    ['a reference', '<svg x="1"><rect fill="url(http://elsewhere.example/x)"/></svg>'],
    ['an animation', '<svg x="1"><animate attributeName="href"/></svg>'],
    ['an attribute without quotes', '<svg x="1"><rect width=1></rect></svg>'],
    ['an open element', '<svg x="1"><g>'],
    ['crossed elements', '<svg x="1"><g><text></g></text></svg>'],
    ['what follows it', '<svg x="1"></svg><img/>'],
    ['text behind it', '<svg x="1"></svg>x'],
    ['a second picture', '<svg x="1"/><svg x="1"/>'],
    ['a text that is not escaped', '<svg x="1"><text>a & b</text></svg>'],
    ['a comment', '<svg x="1"><!-- --></svg>'],
    ['an entity', '<svg x="1"><text>&lol;</text></svg>'],
    ['a declaration', '<?xml version="1.0"?><svg x="1"/>'],
    ['a long one', `<svg x="1"><text>${'x'.repeat(300_000)}</text></svg>`],
  ])('%s', (_, markup) => {
    expect(refusalOf(markup)).toEqual(expect.any(String));
  });
});
