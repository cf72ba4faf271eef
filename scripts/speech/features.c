/*
 * Cepstra of telephone audio as the recogniser will see them, for the adaptation: the same line-mapper.c.
 *   cc features.c line-mapper.c $(pkg-config --cflags --libs sphinxbase) -lm -o features
 *   features MAPPER WAV_FOLDER CEPSTRA_FOLDER < NAMES      (WAV: 8 kHz, 16 bit, mono, a header of 44 bytes)
 */
#include "line-mapper.h"
#include <sphinxbase/err.h>
#include <stdio.h>
#include <stdlib.h>

static FILE *out;
static int count;

static int keep(const float *cepstra) {
    count += MAPPER_CEPSTRA;
    return fwrite(cepstra, 4, MAPPER_CEPSTRA, out) != MAPPER_CEPSTRA;
}

int main(int argc, char **argv) {
    static short samples[8000 * 120];
    char name[1024], path[2048];
    err_set_logfp(NULL);
    if (argc < 4 || mapper_open(argv[1]) != 0) return 1;
    while (scanf("%1023s", name) == 1) {
        snprintf(path, sizeof path, "%s/%s.wav", argv[2], name);
        FILE *in = fopen(path, "rb");
        if (!in || fseek(in, 44, SEEK_SET)) return 2;
        int length = fread(samples, 2, sizeof samples / 2, in);
        fclose(in);
        snprintf(path, sizeof path, "%s/%s.mfc", argv[3], name);
        out = fopen(path, "wb");
        if (!out) return 3;
        count = 0;
        fwrite(&count, 4, 1, out);
        /* Each file is a line of its own, heard twice: once to learn its level. */
        mapper_new_line();
        if (mapper_begin() || mapper_push(samples, length, keep) || mapper_flush(keep)) return 4;
        rewind(out);
        fwrite(&count, 4, 1, out);
        fclose(out);
    }
    return 0;
}
