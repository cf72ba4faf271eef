/*
 * Prints what a general language model says of the words of a list, as ARPA sections: unigrams of the whole model and
 * the bigrams it holds between words of the list. (sphinx_lm_convert 0.8 aborts on writing the Debian model as ARPA.)
 *
 *   cc general-model.c $(pkg-config --cflags --libs sphinxbase) -o general-model
 *   general-model en-us.lm.bin WORDS > general.arpa      WORDS = how many of the commonest words get bigrams
 */
#include <sphinxbase/err.h>
#include <sphinxbase/ngram_model.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct { int32 id; int32 score; } entry;

static int by_score(const void *a, const void *b) { return ((const entry *)b)->score - ((const entry *)a)->score; }

int main(int argc, char **argv) {
    if (argc < 3) return 2;
    err_set_logfp(NULL);
    logmath_t *lmath = logmath_init(1.0001, 0, 0);
    ngram_model_t *model = ngram_model_read(NULL, argv[1], NGRAM_AUTO, lmath);
    if (!model) return 1;
    int32 count = *ngram_model_get_counts(model);
    entry *all = malloc(sizeof(entry) * count);
    int32 used;
    printf("\\1-grams:\n");
    for (int32 id = 0; id < count; id++) {
        int32 score = ngram_ng_score(model, id, NULL, 0, &used);
        all[id] = (entry){ id, score };
        printf("%.4f %s 0\n", logmath_log_to_log10(lmath, score), ngram_word(model, id));
    }
    qsort(all, count, sizeof *all, by_score);
    int32 words = atoi(argv[2]) < count ? atoi(argv[2]) : count;
    printf("\\2-grams:\n");
    for (int32 a = 0; a < words; a++)
        for (int32 b = 0; b < words; b++) {
            int32 history = all[a].id;
            int32 score = ngram_ng_score(model, all[b].id, &history, 1, &used);
            if (used == 2)
                printf("%.4f %s %s\n", logmath_log_to_log10(lmath, score), ngram_word(model, all[a].id), ngram_word(model, all[b].id));
        }
    printf("\\3-grams:\n");
    return 0;
}
