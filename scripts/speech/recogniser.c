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
static mfcc_t initial_mean[64];

/*
 * The second pass over what was said takes 25 to 30 ms a second of it; it knows what is likely before a word begins, where the
 * first knows it after. So that nobody waits for it at the end of a long menu, an utterance is understood phrase by phrase: a
 * phrase ends with a pause. Frames of 10 ms.
 */
#define PAUSE 30
#define PAUSE_OF_A_LONG_PHRASE 15
#define SHORTEST_PHRASE 120
#define LONG_PHRASE 500
#define LONGEST_SECOND_PASS 1500
#define LONGEST_SECOND_PASS_AT_THE_END 700
/* A rest as short as that holds no word, and too little for a lattice. */
#define SHORTEST_REST 25
#define LOOK_EVERY 5
/* A pause is over when one of its last frames is this much louder than it (a first cepstrum has 5 a neper of power: 5 dB). */
#define QUIET_AT_LAST 8
#define LOUDER 6.0f
#define LOUDNESS_KEPT 256
#define MOST_WORDS 1024
#define MOST_TEXT 8192

typedef struct {
    const char *text;
    int start, end;
    double probability;
} heard_word;

static heard_word heard[MOST_WORDS];
static int heard_count, at_word;
/* Frames of the phrase, and of the phrases before it. */
static int frames, frames_before;
/* First cepstra of the last frames: how loud they are. The search is a few frames behind the newest. */
static float loudness[LOUDNESS_KEPT];

/* After these the sentence goes on, however long the pause: "for sales press ... one". */
static const char *const expectant[] = {"press", "dial", "push", "enter", "say", "select", "choose", "oprima", "marque", "el", "for", "to", "or", "and",
                                        "the", "a", "an", "your", "our", "of", "with", "in", "at", "is", "number", "option", "by", "if", "you", NULL};
static const char *const orders[] = {"press", "dial", "push", NULL};
static const char *const keys[] = {"zero", "oh", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "star", "pound", "hash", NULL};

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

static int among(const char *const *list, const char *word) {
    for (; *list; list++)
        if (strcmp(*list, word) == 0) return 1;
    return 0;
}

static ngram_search_t *search_of(void) { return (ngram_search_t *)decoder->search; }

/* An entry of the first pass that nothing leads to: the second pass then tries the word there, too. */
static void propose(ngram_search_t *ngs, int32 word, int path, int frame) {
    if (ngs->bpidx >= ngs->bp_table_size) {
        ngs->bp_table_size *= 2;
        ngs->bp_table = ckd_realloc(ngs->bp_table, ngs->bp_table_size * sizeof *ngs->bp_table);
    }
    bptbl_t *entry = &ngs->bp_table[ngs->bpidx++];
    memset(entry, 0, sizeof *entry);
    entry->wid = entry->real_wid = word;
    entry->prev_real_wid = entry->s_idx = -1;
    entry->bp = path;
    entry->frame = frame;
    entry->score = WORST_SCORE;
}

/*
 * Where the first pass may have heard "press", every key is tried by the second: the first prunes "four" when "fall" sounds
 * nearer, before it can know that a key is a million times likelier.
 */
static void propose_keys(void) {
    ngram_search_t *ngs = search_of();
    dict_t *words = ps_search_dict(ngs);
    int last = -100;
    for (int bp = 0, count = ngs->bpidx; bp < count; bp++) {
        int start = ngs->bp_table[bp].frame + 1;
        if (start - last < 10 || start + 6 >= ngs->n_frame) continue;
        if (!among(orders, dict_basestr(words, ngs->bp_table[bp].wid))) continue;
        last = start;
        for (int key = 0; keys[key]; key++)
            for (int32 word = dict_wordid(words, keys[key]); word != BAD_S3WID; word = dict_nextalt(words, word)) {
                propose(ngs, word, bp, start);
                propose(ngs, word, bp, start + 50);
            }
    }
}

static void keep_words(void) {
    for (ps_seg_t *word = ps_seg_iter(decoder); word; word = ps_seg_next(word)) {
        int start, end;
        int32 acoustic, language, backoff;
        const char *text = ps_seg_word(word);
        /* <s>, </s>, <sil> and noises are no words. */
        if (strchr("<[+", text[0]) || heard_count == MOST_WORDS) continue;
        ps_seg_frames(word, &start, &end);
        double probability = logmath_exp(ps_get_logmath(decoder), ps_seg_prob(word, &acoustic, &language, &backoff));
        heard[heard_count++] = (heard_word){text, frames_before + start, frames_before + end, probability};
    }
}

static int end_phrase(int longest_second_pass) {
    ngram_search_t *ngs = search_of();
    ngs->fwdflat = frames <= longest_second_pass;
    if (ngs->fwdflat) propose_keys();
    if (ps_end_utt(decoder) < 0) return -1;
    if (frames >= SHORTEST_REST) keep_words();
    frames_before += frames;
    frames = 0;
    return 0;
}

/* Whether the best path so far ends with a pause after words that can end a phrase. */
static int pauses(void) {
    ngram_search_t *ngs = search_of();
    dict_t *words = ps_search_dict(ngs);
    int32 score = WORST_SCORE;
    int bp = frames < SHORTEST_PHRASE ? NO_BP : ngram_search_find_exit(ngs, -1, &score);
    /* In the middle of a word silence is the best that is complete, but far from the best. */
    if (bp == NO_BP || score < ngs->best_score + ngs->wbeam / 8) return 0;
    int since = ngs->n_frame, silent = 0;
    while (bp != NO_BP && (dict_filler_word(words, ngs->bp_table[bp].wid) || ngs->bp_table[bp].wid == ps_search_finish_wid(ngs))) {
        bp = ngs->bp_table[bp].bp;
        since = bp == NO_BP ? 0 : ngs->bp_table[bp].frame + 1;
        silent = 1;
    }
    if (!silent || bp == NO_BP || ngs->bp_table[bp].wid == ps_search_start_wid(ngs)) return 0;
    int length = frames - since < LOUDNESS_KEPT ? frames - since : LOUDNESS_KEPT;
    float mean = 0;
    for (int i = QUIET_AT_LAST; i < length; i++) mean += loudness[(frames - i) % LOUDNESS_KEPT] / (length - QUIET_AT_LAST);
    for (int i = 0; i < QUIET_AT_LAST; i++)
        if (loudness[(frames - i) % LOUDNESS_KEPT] > mean + LOUDER) return 0;
    if (ngs->n_frame - since < (frames >= LONG_PHRASE ? PAUSE_OF_A_LONG_PHRASE : PAUSE)) return 0;
    return !among(expectant, dict_basestr(words, ngs->bp_table[bp].wid));
}

int recogniser_begin(void) {
    frames = frames_before = heard_count = 0;
    return decoder && mapper_begin() == 0 ? ps_start_utt(decoder) : -1;
}

static int search(const float *cepstra) {
    mfcc_t frame[MAPPER_CEPSTRA];
    mfcc_t *rows[1] = {frame};
    memcpy(frame, cepstra, sizeof frame);
    loudness[++frames % LOUDNESS_KEPT] = cepstra[0];
    if (ps_process_cep(decoder, rows, 1, FALSE, FALSE) < 0) return -1;
    if (frames % LOOK_EVERY || !pauses()) return 0;
    return end_phrase(LONGEST_SECOND_PASS) || ps_start_utt(decoder) < 0;
}

/* 8 kHz samples. */
int recogniser_feed(const short *samples, int count) { return decoder ? mapper_push(samples, count, search) : -1; }

int recogniser_end(void) {
    if (!decoder) return -1;
    mapper_flush(search);
    return end_phrase(LONGEST_SECOND_PASS_AT_THE_END);
}

/* Drops what the cepstral mean learnt from the last call: another line, another telephone. */
int recogniser_new_stream(void) {
    if (!decoder) return -1;
    mapper_new_line();
    cmn_live_set(ps_get_feat(decoder)->cmn_struct, initial_mean);
    return ps_start_stream(decoder);
}

const char *recogniser_text(void) {
    static char all[MOST_TEXT];
    int32 score;
    size_t length = 0;
    const char *text = decoder ? ps_get_hyp(decoder, &score) : NULL;
    all[0] = 0;
    for (int i = 0; i < heard_count && length < MOST_TEXT - 64; i++) length += snprintf(all + length, MOST_TEXT - length, "%.60s ", heard[i].text);
    snprintf(all + length, MOST_TEXT - length, "%s", text ? text : "");
    return all;
}

/* The words, after recogniser_end. Frames of 10 ms since recogniser_begin; posterior of the word in the lattice, 0 to 1. */
int recogniser_word_first(void) { return (at_word = 0) < heard_count; }
int recogniser_word_next(void) { return ++at_word < heard_count; }
void recogniser_words_done(void) { at_word = 0; }
const char *recogniser_word(void) { return heard[at_word].text; }
int recogniser_word_start(void) { return heard[at_word].start; }
int recogniser_word_end(void) { return heard[at_word].end; }
double recogniser_word_probability(void) { return heard[at_word].probability; }
