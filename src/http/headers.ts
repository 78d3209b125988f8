/** Headers of every answer, whoever asked. Browsers alone heed them: what is data is run, framed and guessed at by none. */
export const DATA_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
};
