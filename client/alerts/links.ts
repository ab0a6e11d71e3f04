/** A URL without the user and password in it, if there are any. */
export function withoutUser(url: string): string {
  return url.replace(/\/\/[^/@]*@/, '//');
}
