/** What the recogniser's WebAssembly asks of a machine: read-only files from memory, a clock, and nowhere to write. */

const ENOENT = 2;
const EBADF = 8;
const EPERM = 1;
const SEEK_CURRENT = 1;
const SEEK_END = 2;
/** 0, 1 and 2 are the standard streams. */
const FIRST_DESCRIPTOR = 3;

interface OpenFile {
  readonly bytes: Uint8Array;
  position: number;
}

/** Exports of lib/speech/embedded/model/pocketsphinx.wasm (scripts/speech/recogniser.c). Pointers are byte offsets. */
export interface RecogniserExports {
  readonly memory: WebAssembly.Memory;
  _initialize(): void;
  malloc(bytes: number): number;
  free(pointer: number): void;
  recogniser_open(argumentLines: number): number;
  recogniser_begin(): number;
  recogniser_feed(samples: number, count: number): number;
  recogniser_end(): number;
  recogniser_new_stream(): number;
  recogniser_text(): number;
  recogniser_word_first(): number;
  recogniser_word_next(): number;
  recogniser_words_done(): void;
  recogniser_word(): number;
  recogniser_word_start(): number;
  recogniser_word_end(): number;
  recogniser_word_probability(): number;
}

/**
 * An instance that sees `files` (absolute path -> contents) and nothing else of the machine.
 * Throws what WebAssembly throws when the module does not fit.
 */
export function instantiate(module: WebAssembly.Module, files: ReadonlyMap<string, Uint8Array>): RecogniserExports {
  const open = new Map<number, OpenFile>();
  let nextDescriptor = FIRST_DESCRIPTOR;
  // The memory is replaced whenever it grows, so every call looks it up anew.
  const view = (): DataView => new DataView(exports.memory.buffer);

  const read = (descriptor: number, vectors: number, count: number, readPointer: number): number => {
    const file = open.get(descriptor);
    if (!file) return EBADF;
    const memory = view();
    let total = 0;
    for (let index = 0; index < count; index++) {
      const pointer = memory.getUint32(vectors + index * 8, true);
      const wanted = memory.getUint32(vectors + index * 8 + 4, true);
      const part = file.bytes.subarray(file.position, file.position + wanted);
      new Uint8Array(memory.buffer, pointer, part.length).set(part);
      file.position += part.length;
      total += part.length;
      if (part.length < wanted) break;
    }
    memory.setUint32(readPointer, total, true);
    return 0;
  };

  /** Nothing is kept; libc is told that all was written. */
  const write = (_descriptor: number, vectors: number, count: number, writtenPointer: number): number => {
    const memory = view();
    let total = 0;
    for (let index = 0; index < count; index++) total += memory.getUint32(vectors + index * 8 + 4, true);
    memory.setUint32(writtenPointer, total, true);
    return 0;
  };

  const seek = (descriptor: number, offset: bigint, whence: number, positionPointer: number): number => {
    const file = open.get(descriptor);
    if (!file) return EBADF;
    const base = whence === SEEK_END ? file.bytes.length : whence === SEEK_CURRENT ? file.position : 0;
    file.position = Math.max(0, base + Number(offset));
    view().setBigUint64(positionPointer, BigInt(file.position), true);
    return 0;
  };

  const imports: WebAssembly.Imports = {
    host: {
      open(path: number): number {
        const bytes = files.get(readText(exports.memory, path));
        if (!bytes) return -ENOENT;
        open.set(nextDescriptor, { bytes, position: 0 });
        return nextDescriptor++;
      },
    },
    wasi_snapshot_preview1: {
      fd_read: read,
      fd_write: write,
      fd_seek: seek,
      fd_close: (descriptor: number) => (open.delete(descriptor) ? 0 : EBADF),
      clock_time_get(_clock: number, _precision: bigint, pointer: number): number {
        view().setBigUint64(pointer, BigInt(Math.round(performance.now() * 1e6)), true);
        return 0;
      },
      environ_sizes_get(countPointer: number, sizePointer: number): number {
        view().setUint32(countPointer, 0, true);
        view().setUint32(sizePointer, 0, true);
        return 0;
      },
      environ_get: () => 0,
      proc_exit(code: number): never {
        throw new Error(`the recogniser gave up with code ${code}`);
      },
    },
    env: {
      emscripten_notify_memory_growth: () => undefined,
      // It only asks whether something is a directory, and copes with not being told.
      __syscall_fstat64: () => -EPERM,
      __syscall_stat64: () => -ENOENT,
      __syscall_fstatat64: () => -ENOENT,
      setTempRet0: () => undefined,
      _emscripten_throw_longjmp(): never {
        throw new Error('the recogniser jumped out of an error');
      },
    },
  };
  const exports = new WebAssembly.Instance(module, imports).exports as unknown as RecogniserExports;
  exports._initialize();
  return exports;
}

/** The zero-terminated text at `pointer`. */
export function readText(memory: WebAssembly.Memory, pointer: number): string {
  const bytes = new Uint8Array(memory.buffer);
  return Buffer.from(bytes.subarray(pointer, bytes.indexOf(0, pointer))).toString('utf8');
}
