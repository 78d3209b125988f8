/** Names of invented people, for the worlds that have any. */
const list = (words: string): readonly string[] => words.trim().split(/\s+/u);

export const FIRST_NAMES =
  list(`Ada Bruno Clara Dario Elena Felix Greta Hugo Irene Jonas Karla Leon Mira Nico Olga Pablo
  Rosa Stefan Tilda Viktor Wanda Yuri Zora Anton Bella Conrad`);
export const LAST_NAMES =
  list(`Marlow Bergen Castel Dorn Ekholm Farino Gallo Hartwin Ivarsen Jelinek Koval Lindqvist Moretti
  Novik Orlov Pereda Quint Rossel Sandoval Tarrant Ulrich Vidal Westley Yardley Zeman Abel`);
