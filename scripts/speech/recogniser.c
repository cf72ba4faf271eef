/* The few calls of PocketSphinx that lib/speech needs, as WebAssembly exports. One recogniser per instance. */
#include "line-mapper.h"
#include "ngram_search.h"
#include "pocketsphinx_internal.h"
#include <pocketsphinx.h>
#include <stdio.h>
#include <sphinxbase/cmn.h>
#include <sphinxbase/err.h>
#include <sphinxbase/feat.h>
#include <string.h>

static ps_decoder_t *decoder;
static ps_seg_t *segment;
static mfcc_t initial_mean[64];

/*
 * The second pass over an utterance takes 25 to 30 ms a second of it, after its end. It mends one word in a hundred; a caller
 * who waits for the words of a long menu would rather have them at once. Frames of 10 ms.
 */
#define LONGEST_SECOND_PASS 700
static int frames;

static void quiet(void *user, err_lvl_t level, const char *format, ...) {
    (void)user; (void)level; (void)format;
}

#ifdef __EMSCRIPTEN__
/* The host's files: libc without JavaScript cannot open any, so that one call is ours. */
__attribute__((import_module("host"), import_name("open"))) int host_open(const char *path);
long __syscall_open(const char *path, long flags, ...) {
    (void)flags;
    return host_open(path);
}
#endif

/*
 * Arguments are one string, separated by newlines: the file of the line mapper, then PocketSphinx's own: -hmm\n/hmm\n...
 * Returns 0, or -1 when a model is bad.
 */
int recogniser_open(char *arguments) {
    static char *argv[64];
    int argc = 0;
    err_set_callback(quiet, NULL);
    for (char *at = strtok(arguments, "\n"); at && argc < 63; at = strtok(NULL, "\n")) argv[argc++] = at;
    if (argc == 0 || mapper_open(argv[0]) != 0) return -1;
    cmd_ln_t *config = cmd_ln_parse_r(NULL, ps_args(), argc, argv, TRUE);
    if (!config) return -1;
    decoder = ps_init(config);
    cmd_ln_free_r(config);
    if (!decoder) return -1;
    cmn_live_get(ps_get_feat(decoder)->cmn_struct, initial_mean);
    return 0;
}

int recogniser_begin(void) {
    frames = 0;
    return decoder && mapper_begin() == 0 ? ps_start_utt(decoder) : -1;
}

static int search(const float *cepstra) {
    mfcc_t frame[MAPPER_CEPSTRA];
    mfcc_t *rows[1] = {frame};
    memcpy(frame, cepstra, sizeof frame);
    frames++;
    return ps_process_cep(decoder, rows, 1, FALSE, FALSE) < 0;
}

/* 8 kHz samples. */
int recogniser_feed(const short *samples, int count) { return decoder ? mapper_push(samples, count, search) : -1; }

int recogniser_end(void) {
    if (!decoder) return -1;
    mapper_flush(search);
    ((ngram_search_t *)decoder->search)->fwdflat = frames <= LONGEST_SECOND_PASS;
    return ps_end_utt(decoder);
}

/* Drops what the cepstral mean learnt from the last call: another line, another telephone. */
int recogniser_new_stream(void) {
    if (!decoder) return -1;
    mapper_new_line();
    cmn_live_set(ps_get_feat(decoder)->cmn_struct, initial_mean);
    return ps_start_stream(decoder);
}

const char *recogniser_text(void) {
    int32 score;
    const char *text = decoder ? ps_get_hyp(decoder, &score) : NULL;
    return text ? text : "";
}

int recogniser_word_first(void) {
    segment = decoder ? ps_seg_iter(decoder) : NULL;
    return segment != NULL;
}
int recogniser_word_next(void) {
    segment = ps_seg_next(segment);
    return segment != NULL;
}
void recogniser_words_done(void) {
    if (segment) ps_seg_free(segment);
    segment = NULL;
}
const char *recogniser_word(void) { return ps_seg_word(segment); }

/* Frames of 10 ms since recogniser_begin. */
int recogniser_word_start(void) {
    int start, end;
    ps_seg_frames(segment, &start, &end);
    return start;
}
int recogniser_word_end(void) {
    int start, end;
    ps_seg_frames(segment, &start, &end);
    return end;
}
/* Posterior of the word in the lattice, 0 to 1; only after recogniser_end. */
double recogniser_word_probability(void) {
    int32 acoustic, language, backoff;
    int32 posterior = ps_seg_prob(segment, &acoustic, &language, &backoff);
    return logmath_exp(ps_get_logmath(decoder), posterior);
}
