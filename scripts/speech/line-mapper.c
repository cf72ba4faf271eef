#include "line-mapper.h"
#include <math.h>
#include <sphinxbase/cmd_ln.h>
#include <sphinxbase/fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The same numbers are in train-mapper.py. */
#define BINS 24
#define REACH 5
#define SPAN (2 * REACH + 1)
#define DECAY 0.004f
#define LOWEST_LEVEL 15.5f
#define SHALLOWEST -12.0f
#define MOST_LAYERS 4
#define MOST_UNITS 512

typedef struct {
    int inputs, outputs;
    float *bias, *weights; /* weights by output */
} layer;

static layer layers[MOST_LAYERS];
static int layer_count;
static fe_t *front_end;
static float level = LOWEST_LEVEL;
/* The last SPAN frames, oldest first, each relative to the level when it came. */
static float window[SPAN * BINS];
static int seen, told;

static int read_layer(FILE *file, layer *into) {
    float scale;
    if (fread(&into->inputs, 4, 1, file) != 1 || fread(&into->outputs, 4, 1, file) != 1 || fread(&scale, 4, 1, file) != 1) return -1;
    if (into->inputs < 1 || into->inputs > MOST_UNITS || into->outputs < 1 || into->outputs > MOST_UNITS) return -1;
    int count = into->inputs * into->outputs;
    short *packed = malloc(sizeof(short) * count);
    into->bias = malloc(sizeof(float) * into->outputs);
    into->weights = malloc(sizeof(float) * count);
    int complete = fread(into->bias, 4, into->outputs, file) == (size_t)into->outputs && fread(packed, 2, count, file) == (size_t)count;
    for (int i = 0; complete && i < count; i++) into->weights[i] = packed[i] * scale;
    free(packed);
    return complete ? 0 : -1;
}

int mapper_open(const char *path) {
    static const arg_t known[] = {waveform_to_cepstral_command_line_macro(), {NULL, 0, NULL, NULL}};
    cmd_ln_t *config = cmd_ln_init(NULL, known, TRUE, "-samprate", "8000", "-nfft", "256", "-lowerf", "100", "-upperf", "3900",
                                   "-nfilt", "24", "-logspec", "yes", "-remove_noise", "no", "-remove_silence", "no", NULL);
    front_end = config ? fe_init_auto_r(config) : NULL;
    FILE *file = fopen(path, "rb");
    if (!front_end || fe_get_output_size(front_end) != BINS || !file) return -1;
    int bad = fread(&layer_count, 4, 1, file) != 1 || layer_count < 1 || layer_count > MOST_LAYERS;
    for (int i = 0; !bad && i < layer_count; i++) bad = read_layer(file, &layers[i]) || (i > 0 && layers[i].inputs != layers[i - 1].outputs);
    fclose(file);
    return bad || layers[0].inputs != SPAN * BINS || layers[layer_count - 1].outputs != MAPPER_CEPSTRA ? -1 : 0;
}

void mapper_new_line(void) { level = LOWEST_LEVEL; }

int mapper_begin(void) {
    seen = told = 0;
    if (!front_end) return -1;
    fe_start_stream(front_end);
    return fe_start_utt(front_end);
}

static void forward(float *out) {
    static float buffers[2][MOST_UNITS];
    const float *in = window;
    for (int l = 0; l < layer_count; l++) {
        const layer *at = &layers[l];
        float *to = l == layer_count - 1 ? out : buffers[l & 1];
        for (int o = 0; o < at->outputs; o++) {
            const float *row = at->weights + o * at->inputs;
            /* Four sums, so that the compiler may use the lanes of a vector. */
            float sums[4] = {at->bias[o], 0, 0, 0};
            int i = 0;
            for (; i + 4 <= at->inputs; i += 4)
                for (int lane = 0; lane < 4; lane++) sums[lane] += row[i + lane] * in[i + lane];
            for (; i < at->inputs; i++) sums[0] += row[i] * in[i];
            float sum = sums[0] + sums[1] + sums[2] + sums[3];
            to[o] = l < layer_count - 1 && sum < 0 ? 0 : sum;
        }
        in = to;
    }
}

/* One more frame on the right of the window; the one in its middle is told. */
static int shift(const float *frame, mapper_frame tell) {
    float cepstra[MAPPER_CEPSTRA];
    memmove(window, window + BINS, sizeof(float) * (SPAN - 1) * BINS);
    memcpy(window + (SPAN - 1) * BINS, frame, sizeof(float) * BINS);
    if (seen == 0)
        for (int i = 0; i < SPAN - 1; i++) memcpy(window + i * BINS, frame, sizeof(float) * BINS);
    seen++;
    if (seen - REACH <= told) return 0;
    told++;
    forward(cepstra);
    return tell(cepstra);
}

static int hear(mfcc_t *energies, mapper_frame tell) {
    float frame[BINS], loudest = energies[0];
    for (int i = 1; i < BINS; i++) loudest = energies[i] > loudest ? energies[i] : loudest;
    level -= DECAY;
    if (level < loudest) level = loudest;
    if (level < LOWEST_LEVEL) level = LOWEST_LEVEL;
    for (int i = 0; i < BINS; i++) frame[i] = fmaxf(energies[i] - level, SHALLOWEST);
    return shift(frame, tell);
}

int mapper_push(const short *samples, int count, mapper_frame tell) {
    mfcc_t energies[BINS];
    mfcc_t *rows[1] = {energies};
    size_t left = count;
    while (left > 0) {
        int32 frames = 1;
        if (fe_process_frames(front_end, &samples, &left, rows, &frames, NULL) < 0) return -1;
        if (frames == 0) break;
        if (hear(energies, tell)) return -1;
    }
    return 0;
}

int mapper_flush(mapper_frame tell) {
    float last[BINS];
    if (seen == 0) return 0;
    memcpy(last, window + (SPAN - 1) * BINS, sizeof last);
    float kept[SPAN * BINS];
    int kept_seen = seen;
    memcpy(kept, window, sizeof kept);
    while (told < kept_seen)
        if (shift(last, tell)) return -1;
    /* What comes next continues from the audio, not from the repetition; its first frames were told already. */
    memcpy(window, kept, sizeof kept);
    seen = kept_seen;
    return 0;
}
