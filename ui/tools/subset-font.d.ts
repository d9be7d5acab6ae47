declare module "subset-font" {
  interface Options {
    targetFormat: "woff2";
    keepFeatures: readonly string[];
    noHinting: boolean;
    variationAxes: Record<string, { min: number; max: number }>;
  }
  /** The part of a font with the letters of a text. */
  export default function subsetFont(font: Buffer, text: string, options: Options): Promise<Buffer>;
}
