/** Texts that together hold every word of the invented world, of the questions about it and of the expert's thoughts. */
import { nameOf, ownCorpus } from './passages.ts';
import { fill, relation, RELATION_NAMES } from './relations.ts';
import { world } from './world.ts';

export function* ownWords(): Iterable<string> {
  for (const { text } of ownCorpus().passages) yield text;
  for (const { name, facts } of world().things) yield [name, ...[...facts.values()].map(nameOf)].join(' ');
  const blank = { a: '', b: '', x: '', y: '' };
  for (const name of RELATION_NAMES) {
    const { ask, phrase, state, key, compare } = relation(name);
    const said = [ask, `I need ${phrase}.`, phrase, state, key, compare?.ask ?? '', compare?.state ?? ''];
    yield said.map((text) => fill(text, blank)).join('\n');
  }
}
