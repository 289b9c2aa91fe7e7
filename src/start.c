/* start.c - all that the program asks of the world around it, and a row of the command
 * table.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "base/text.h"
#include "cmd/command.h"
#include "start.h"
#include "study/jobs.h"

/* The signal that came.  A run stops at the end of its period; a second one kills. */
static volatile int interrupted;

static void signal_came(int number)
{
    interrupted = number;
}

static void watch_signals(void)
{
    struct sigaction action = {.sa_handler = signal_came, .sa_flags = (int)SA_RESETHAND};

    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    /* A file that grows beyond a limit is a failed write, told as one. */
    action.sa_handler = SIG_IGN;
    sigaction(SIGXFSZ, &action, NULL);
}

static double seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static bool given(const char *name)
{
    const char *value = getenv(name);

    return value && *value;
}

/* COLUMNS, else the terminal's, else 80; tables are made for 80 and no less. */
static int columns_of(FILE *out)
{
    struct winsize size;
    long columns = given("COLUMNS") ? strtol(getenv("COLUMNS"), NULL, 10) : 0;

    if (columns <= 0 && isatty(fileno(out)) && ioctl(fileno(out), TIOCGWINSZ, &size) == 0)
        columns = size.ws_col;
    if (columns <= 0)
        columns = 80;
    return columns < 60 ? 60 : columns > 200 ? 200 : (int)columns;
}

static bool has_profiles(const char *data)
{
    struct text profiles = {0};
    bool has;

    text_add(&profiles, "%s/profiles", data);
    has = access(text_of(&profiles), R_OK) == 0;
    text_free(&profiles);
    return has;
}

/* Where profiles/ and templates/ are: installed, or in the source tree whose build/ holds
 * this program, so that what was just built runs as it is. */
static void find_data(struct text *data)
{
    char self[4096];
    ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
    const char *told =
        given("HEADROOM_PKGDATADIR") ? getenv("HEADROOM_PKGDATADIR") : NULL;

    if (!told && !has_profiles(PKGDATADIR) && length > 0) {
        self[length] = '\0';
        text_add(data, "%.*s/../models", (int)(strrchr(self, '/') - self), self);
        if (has_profiles(text_of(data)))
            return;
        text_free(data);
    }
    text_add(data, "%s", told ? told : PKGDATADIR);
}

static void look_around(struct surroundings *s, struct text *profiles,
                        struct text *templates)
{
    const char *term = getenv("TERM");
    bool dumb = !term || strcmp(term, "dumb") == 0;
    struct text data = {0};

    setlocale(LC_CTYPE, "");
    find_data(&data);
    text_add(profiles, "%s/profiles", text_of(&data));
    text_add(templates, "%s/templates", text_of(&data));
    text_free(&data);
    *s = (struct surroundings){.profiles = text_of(profiles),
                               .templates = text_of(templates)};
    s->out = stdout;
    s->err = stderr;
    s->utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
    s->out_colour = isatty(STDOUT_FILENO) && !given("NO_COLOR") && !dumb;
    s->err_is_terminal = isatty(STDERR_FILENO) && !dumb;
    s->columns = columns_of(stdout);
    s->processors = jobs_processors();
    s->seconds = seconds;
    s->interrupted = &interrupted;
}

/* Its row; NULL after a message. */
static const struct command *command_given(const char *name, struct diag *diag)
{
    const struct command *command = command_find(name);

    if (command)
        return command;
    const char *near = text_nearest_of(name, command_next, NULL);
    diag_error(diag, (struct where){0}, "headroom has no command %s%s%s%s", name,
               near ? "; did you mean " : "", near ? near : "", near ? "?" : "");
    diag_note(diag, (struct where){0}, "headroom help lists them");
    return NULL;
}

/* -h and -V stand for commands of that name. */
static int go(int argc, char **argv, const struct surroundings *around)
{
    struct arena arena = {0};
    struct diag diag = {.out = around->err};
    struct options options = {.arena = &arena};
    const char *name = argc < 2 ? "--help" : argv[1];
    int outcome = OUTCOME_MISTAKEN;

    if (strcmp(name, "-V") == 0 || strcmp(name, "--version") == 0) {
        outcome = fprintf(around->out, "headroom %s\n", PACKAGE_VERSION) < 0;
    } else if (strcmp(name, "-h") == 0 || strcmp(name, "--help") == 0) {
        struct surroundings to = *around;
        to.out = argc < 2 ? around->err : around->out;
        outcome = help_command(&options, &to);
        outcome = argc < 2 ? OUTCOME_MISTAKEN : outcome;
    } else {
        const struct command *command = command_given(name, &diag);
        struct options_of of = {name, command ? command->bit : 0};
        if (command && options_read(&options, argc - 1, argv + 1, &of, &diag))
            outcome = command_do(command, &options, around, &diag);
    }
    arena_release(&arena);
    return outcome;
}

void start_look(struct start *s, int argc, char **argv)
{
    *s = (struct start){.argc = argc, .argv = argv};
    watch_signals();
    look_around(&s->around, &s->profiles, &s->templates);
    s->around.words = argc > 1 ? (size_t)argc - 1 : 0;
    s->around.word = (const char *const *)argv + 1;
}

int start_command(struct start *s)
{
    int outcome = go(s->argc, s->argv, &s->around);

    if ((fflush(stdout) != 0 || ferror(stdout)) && outcome < OUTCOME_SIGNAL) {
        fprintf(stderr, "error: standard output: %s\n", strerror(errno));
        return OUTCOME_FAILED;
    }
    return outcome;
}

void start_end(struct start *s)
{
    text_free(&s->profiles);
    text_free(&s->templates);
}
