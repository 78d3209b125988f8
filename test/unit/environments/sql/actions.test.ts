import { describe, expect, it } from 'vitest';
import { parseAction, readTurn } from '../../../../src/environments/builtin/sql/actions.ts';

describe('an action', () => {
  it.each([
    ['query: SELECT 1', { kind: 'query', sql: ' SELECT 1' }],
    ['Answer : SELECT 1', { kind: 'answer', sql: ' SELECT 1' }],
    ['query:', { kind: 'query', sql: '' }],
    ['select 1', { kind: 'answer', sql: 'select 1' }],
    ['WITH a AS (SELECT 1) SELECT 1', { kind: 'answer', sql: 'WITH a AS (SELECT 1) SELECT 1' }],
    ['', { kind: 'empty' }],
    ['look around', { kind: 'unclear' }],
  ])('%j in interactive mode', (text, action) => {
    expect(parseAction(text, 'interactive')).toEqual(action);
  });

  it.each([
    ['SELECT 1', 'SELECT 1'],
    ['answer: SELECT 1', ' SELECT 1'],
    ['look around', 'look around'],
    ['', ''],
  ])('%j in one-shot mode', (text, sql) => {
    expect(parseAction(text, 'one-shot')).toEqual({ kind: 'answer', sql });
  });
});

describe('a turn', () => {
  it.each([
    ['Thought: I count.\nAction: answer: SELECT 1', 'I count.', 'answer: SELECT 1'],
    ['Thought: a\nAction: query: SELECT 1\nFROM t\n\nand more', 'a', 'query: SELECT 1\nFROM t'],
    ['Thought: a\nAction: answer\n```sql\nSELECT 1\n```\nDone.', 'a', 'answer: SELECT 1'],
    ['Thought: a\nAction: query: ```SELECT 1```', 'a', 'query: SELECT 1'],
    ['Thought: a\nAction: ```sql\nSELECT 1\n```', 'a', 'SELECT 1'],
    ['Thought: a\nAction: Let me try this.\n```sql\nSELECT 1\n```', 'a', 'SELECT 1'],
    ['I count.\n```sql\nSELECT 1\n```', 'I count.', 'SELECT 1'],
    ['```sql\nSELECT 1\n```\nor\n```sql\nSELECT 2', '```sql\nSELECT 1\n```\nor', 'SELECT 2'],
    ['```\nSELECT 3\n```', '', 'SELECT 3'],
  ])('%j', (text, thought, action) => {
    expect(readTurn(text)).toEqual({ thought, action });
  });

  it.each([
    ['SELECT 1', 'Your answer had no "Action:" line.'],
    ['Action: query: SELECT 1\nAction: query: SELECT 2', 'Your answer had 2 "Action:" lines.'],
    ['Thought: a\nAction:', 'Your "Action:" line was empty.'],
  ])('%j is an error', (text, error) => {
    expect(readTurn(text)).toEqual({ error: expect.stringContaining(error) });
  });
});
