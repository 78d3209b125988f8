/** What is good to know. */
import { type FindingText, said } from './text.ts';

export const NOTES = {
  'field-unlike': said(
    'A field that no known client reads is missing, or unlike the original’s.',
    'Nothing in the original client or in this one; other clients may read it.',
    'Send it, for the sake of others.',
  ),
  'get-missing': said(
    'A GET that the original server has is not there.',
    'Nothing in the original client or in this one.',
    'Add it, for the sake of others.',
  ),
  'error-in-200': said(
    'Errors come with status 200.',
    'A client that looks at the status alone takes an error for an answer, as the original does.',
    'It is the protocol of this environment: clients must look for `error`.',
  ),
  'refusal-unlike': said(
    'A malformed request is refused otherwise than with status 422.',
    'Clients see another status; that is all.',
    'Nothing needs to be done.',
  ),
  'step-after-done': said(
    'Steps after the end are answered, without a reward and with `done` still true.',
    'A client that goes on learns nothing of its mistake.',
    'Refusing them with an `error` would be plainer.',
  ),
  'done-on-wrong': said(
    'A wrong answer ends the episode.',
    'There is one try; set the rounds accordingly.',
    'Nothing, where it is meant so.',
  ),
  'reward-boolean': said(
    'A reward is true or false.',
    'This client reads it as 1 or 0; typed clients refuse it.',
    'Send a number.',
  ),
  'reward-below-zero': said(
    'A reward below 0 was given.',
    'Here it counts as 0; clients that weight by reward must clamp it too.',
    'Nothing, where it is meant so.',
  ),
  'retry-executed': said(
    'A step that is sent twice is carried out twice.',
    'A client that sends a step again after a lost answer changes the episode, and perhaps the score.',
    'Never send a step twice (this client does not).',
  ),
} as const satisfies Record<string, FindingText>;
