/** Texts with all words of the academia world. */
import { FIRST_NAMES, LAST_NAMES } from '../tools/people.ts';
import { snapshotOf } from './data.ts';
import { asks, OF_PAPER, thoughts } from './goals.ts';
import { DOC_TYPES, FIRST_YEAR, KEYWORDS, METHODS, ORGS, QUALITIES, VENUES, YEARS } from './names.ts';
import { faults, says } from './tools.ts';

export function* words(): Iterable<string> {
  yield [FIRST_NAMES, LAST_NAMES, QUALITIES, METHODS, VENUES, ORGS, KEYWORDS, DOC_TYPES].flat().join(' ');
  yield Array.from({ length: 100 }, (_, number) => number).join(' ');
  yield Array.from({ length: YEARS }, (_, year) => FIRST_YEAR + year).join(' ');
  yield OF_PAPER.map(({ name }) => name).join(' ');
  yield 'organization first author cited papers collaborators collaborator paper and PaperNet AuthorNet';
  for (const said of [asks, thoughts, faults])
    yield Object.values(said)
      .map((say) => say('PaperNet', 'AuthorNet'))
      .join('\n');
  const { papers, authors } = snapshotOf(0);
  const [paper, author] = [papers[0], authors[0]];
  if (!paper || !author) return;
  yield [says.loaded('PaperNet'), says.neighbors([]), says.neighbors([paper.title]), says.author(author)].join('\n');
  yield [says.paper(paper), says.papers(papers), says.cites(paper.title, paper.title)].join('\n');
}
