/** The JSON of an answer, of the type that the server declares for it. Apart, so that the first page stays small. */
export async function read<T>(response: Response): Promise<T> {
  return (await response.json()) as T;
}

/** The JSON of an event, of the type that the server declares for it. */
export function parse<T>(text: string): T {
  return JSON.parse(text) as T;
}
