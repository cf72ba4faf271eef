/** What happens when nobody reads the output any more, as behind `| head -3`: the command ends, and says nothing. */

/** As the shell has it of a program that SIGPIPE (13) ended: what was asked for has not all been done. */
export const NOBODY_READS = 128 + 13;

/** Other faults of the stream stay faults. */
export function endWhenNobodyReads(stream: NodeJS.WriteStream): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(NOBODY_READS);
  });
}
