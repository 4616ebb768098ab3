/*
 * Endpoints of libssl, driven from outside: a command on each line of the standard input, an answer on one line of the
 * standard output, `ok` and fields that tabs separate, or `error` and why. There is no schedule in here: whoever writes
 * the commands decides what is called and which bytes move, so that another implementation can be put through the same.
 *
 *   version                                   ok VERSION
 *   new END KIND BYTES                        END: client or server; KIND: pair, memory, buffer, reader, filter
 *   set END NAME VALUE [VALUE]                before `start` of the context, after it of the connection
 *   start END                                 makes the connection and its BIOs
 *   call END NAME [NUMBER [NUMBER]]           one call of the library; answers with all that can be seen after it
 *   take END BYTES                            takes what was sent: ok HEX
 *   put END HEX                               gives what is to be received: ok COUNT
 *   end END                                   there will be no more to receive
 *   free END
 */
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Seconds without a command after which nobody is there any more. */
#define PATIENCE 60
#define BUFFER_BYTES 70000
#define EVENT_BYTES 65536

typedef enum { PAIR, MEMORY, BUFFER, READER, FILTER } Kind;

typedef struct {
  int server;
  Kind kind;
  size_t bytes;
  SSL_CTX *ctx;
  SSL *ssl;
  BIO *filter;
  BIO *inner; /* ours of a pair */
  BIO *outer; /* the transport's of a pair */
  BIO *input, *output; /* where there is no pair */
  char protocol[32];
  char events[EVENT_BYTES];
  size_t event_length;
} End;

static End ends[2];
/* Two, because a write is to be repeated from the same place. */
static unsigned char buffers[2][BUFFER_BYTES];
static unsigned char into[BUFFER_BYTES];
static unsigned char bytes[BUFFER_BYTES];

static const struct {
  const char *name;
  uint64_t bit;
} options[] = {
  {"NO_TICKET", SSL_OP_NO_TICKET},
  {"NO_SESSION_RESUMPTION_ON_RENEGOTIATION", SSL_OP_NO_SESSION_RESUMPTION_ON_RENEGOTIATION},
  {"TLSEXT_PADDING", SSL_OP_TLSEXT_PADDING},
  {"NO_RENEGOTIATION", SSL_OP_NO_RENEGOTIATION},
  {"LEGACY_SERVER_CONNECT", SSL_OP_LEGACY_SERVER_CONNECT},
  {"ALLOW_UNSAFE_LEGACY_RENEGOTIATION", SSL_OP_ALLOW_UNSAFE_LEGACY_RENEGOTIATION},
  {"NO_ENCRYPT_THEN_MAC", SSL_OP_NO_ENCRYPT_THEN_MAC},
  {"ENABLE_MIDDLEBOX_COMPAT", SSL_OP_ENABLE_MIDDLEBOX_COMPAT},
#ifdef SSL_OP_NO_RX_CERTIFICATE_COMPRESSION
  {"NO_RX_CERTIFICATE_COMPRESSION", SSL_OP_NO_RX_CERTIFICATE_COMPRESSION},
#endif
#ifdef SSL_OP_IGNORE_UNEXPECTED_EOF
  {"IGNORE_UNEXPECTED_EOF", SSL_OP_IGNORE_UNEXPECTED_EOF},
#endif
#ifdef SSL_OP_ALLOW_CLIENT_RENEGOTIATION
  {"ALLOW_CLIENT_RENEGOTIATION", SSL_OP_ALLOW_CLIENT_RENEGOTIATION},
#endif
};

static End *end_named(const char *name) {
  if (name == NULL || (strcmp(name, "client") != 0 && strcmp(name, "server") != 0)) return NULL;
  return &ends[name[0] == 's'];
}

static void fail(const char *why) { printf("error %s\n", why); }

static void note(End *end, const char *text) {
  size_t length = strlen(text);
  if (end->event_length + length + 1 >= EVENT_BYTES) return;
  memcpy(end->events + end->event_length, text, length + 1);
  end->event_length += length;
}

static void on_info(const SSL *ssl, int where, int ret) {
  char text[256];
  snprintf(text, sizeof text, "info %x %d %s|", where, ret, SSL_state_string_long(ssl));
  note(SSL_get_app_data(ssl), text);
}

static void on_message(int write_p, int version, int type, const void *data, size_t length, SSL *ssl, void *arg) {
  char text[128];
  int first = length > 0 ? *(const unsigned char *)data : -1;
  (void)arg;
  snprintf(text, sizeof text, "%s %x %d %d %zu|", write_p ? "sent" : "got", version, type, first, length);
  note(SSL_get_app_data(ssl), text);
}

static int on_protocols(SSL *ssl, const unsigned char **out, unsigned char *length, const unsigned char *offered,
                        unsigned int offered_length, void *arg) {
  End *end = arg;
  (void)ssl, (void)offered, (void)offered_length;
  *out = (const unsigned char *)end->protocol;
  *length = (unsigned char)strlen(end->protocol);
  return SSL_TLSEXT_ERR_OK;
}

static void release(End *end) {
  if (end->filter) BIO_free_all(end->filter);
  else SSL_free(end->ssl);
  BIO_free(end->outer);
  SSL_CTX_free(end->ctx);
  memset(end, 0, sizeof *end);
}

static int create(End *end, const char *name, const char *kind, const char *size) {
  static const char *kinds[] = {"pair", "memory", "buffer", "reader", "filter"};
  release(end);
  end->server = name[0] == 's';
  end->bytes = strtoul(size, NULL, 10);
  for (int i = 0; i < 5; i++)
    if (strcmp(kind, kinds[i]) == 0) end->kind = (Kind)i;
  end->ctx = SSL_CTX_new(TLS_method());
  return end->ctx != NULL;
}

static int set_option(End *end, const char *name, int clear) {
  for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
    if (strcmp(options[i].name, name) != 0) continue;
    if (end->ssl && clear) SSL_clear_options(end->ssl, options[i].bit);
    else if (end->ssl) SSL_set_options(end->ssl, options[i].bit);
    else if (clear) SSL_CTX_clear_options(end->ctx, options[i].bit);
    else SSL_CTX_set_options(end->ctx, options[i].bit);
  }
  return 1; /* what a version does not know, it does not do differently either */
}

static int set_mode(End *end, long mode, int clear) {
  if (end->ssl && clear) SSL_clear_mode(end->ssl, mode);
  else if (end->ssl) SSL_set_mode(end->ssl, mode);
  else if (clear) SSL_CTX_clear_mode(end->ctx, mode);
  else SSL_CTX_set_mode(end->ctx, mode);
  return 1;
}

static int set_certificate(SSL_CTX *ctx, const char *chain, const char *key) {
  return SSL_CTX_use_certificate_chain_file(ctx, chain) == 1 &&
         SSL_CTX_use_PrivateKey_file(ctx, key, SSL_FILETYPE_PEM) == 1;
}

/* Protocols that commas separate. */
static int set_protocols(SSL_CTX *ctx, const char *names) {
  unsigned char list[512];
  size_t length = 0, start = 0;
  for (size_t i = 0; i == 0 || names[i - 1] != '\0'; i++) {
    if (length >= sizeof list - 1) return 0;
    if (names[i] != ',' && names[i] != '\0') {
      list[++length] = (unsigned char)names[i];
      continue;
    }
    list[start] = (unsigned char)(length - start);
    start = ++length;
  }
  return SSL_CTX_set_alpn_protos(ctx, list, (unsigned int)length) == 0;
}

static int set(End *end, const char *name, const char *value, const char *second) {
  long number = strtol(value, NULL, 0);
  SSL_CTX *ctx = end->ctx;
  if (strcmp(name, "option") == 0) return set_option(end, value, 0);
  if (strcmp(name, "no-option") == 0) return set_option(end, value, 1);
  if (strcmp(name, "mode") == 0) return set_mode(end, number, 0);
  if (strcmp(name, "no-mode") == 0) return set_mode(end, number, 1);
  if (strcmp(name, "version") == 0)
    return SSL_CTX_set_min_proto_version(ctx, number) && SSL_CTX_set_max_proto_version(ctx, number);
  if (strcmp(name, "suites") == 0) return SSL_CTX_set_ciphersuites(ctx, value);
  if (strcmp(name, "ciphers") == 0) return SSL_CTX_set_cipher_list(ctx, value);
  if (strcmp(name, "groups") == 0) return SSL_CTX_set1_groups_list(ctx, value);
  if (strcmp(name, "sigalgs") == 0) return SSL_CTX_set1_sigalgs_list(ctx, value);
  if (strcmp(name, "alpn") == 0) return set_protocols(ctx, value);
  if (strcmp(name, "alpn-select") == 0) {
    snprintf(end->protocol, sizeof end->protocol, "%s", value);
    SSL_CTX_set_alpn_select_cb(ctx, on_protocols, end);
    return 1;
  }
  if (strcmp(name, "certificate") == 0) return set_certificate(ctx, value, second);
  if (strcmp(name, "trust") == 0) return SSL_CTX_load_verify_locations(ctx, value, NULL);
  if (strcmp(name, "tickets") == 0) return SSL_CTX_set_num_tickets(ctx, number);
  if (strcmp(name, "quiet-shutdown") == 0) return SSL_CTX_set_quiet_shutdown(ctx, number), 1;
  if (strcmp(name, "read-ahead") == 0) return SSL_CTX_set_read_ahead(ctx, number), 1;
  if (strcmp(name, "verify") == 0) {
    if (end->ssl) SSL_set_verify(end->ssl, number, NULL);
    else SSL_CTX_set_verify(ctx, number, NULL);
    return 1;
  }
  if (strcmp(name, "host") == 0) return SSL_set1_host(end->ssl, value);
  if (strcmp(name, "eof-return") == 0) return BIO_set_mem_eof_return(end->input, number), 1;
  if (strcmp(name, "watch") == 0) {
    SSL_CTX_set_info_callback(ctx, on_info);
    SSL_CTX_set_msg_callback(ctx, on_message);
    return 1;
  }
  return 0;
}

static void make_bios(End *end) {
  BIO *inner;
  if (end->kind == MEMORY) {
    end->input = BIO_new(BIO_s_mem());
    end->output = BIO_new(BIO_s_mem());
    BIO_set_mem_eof_return(end->input, -1);
    SSL_set_bio(end->ssl, end->input, end->output);
    return;
  }
  BIO_new_bio_pair(&end->inner, end->bytes, &end->outer, end->bytes);
  inner = end->kind == BUFFER || end->kind == READER ? BIO_push(BIO_new(BIO_f_buffer()), end->inner) : end->inner;
  if (end->kind == READER) BIO_up_ref(end->inner);
  if (end->kind != FILTER) {
    SSL_set_bio(end->ssl, inner, end->kind == READER ? end->inner : inner);
    return;
  }
  end->filter = BIO_new(BIO_f_ssl());
  BIO_set_ssl(end->filter, end->ssl, BIO_CLOSE);
  BIO_push(end->filter, inner);
}

static int start(End *end) {
  end->ssl = SSL_new(end->ctx);
  if (end->ssl == NULL) return 0;
  SSL_set_app_data(end->ssl, (char *)end);
  make_bios(end);
  return 1;
}

/* What can be called: with `io`, SSL_get_error(3) says what came of it. */
static int call(End *end, const char *name, long first, long second, int *io) {
  SSL *ssl = end->ssl;
  BIO *filter = end->filter;
  *io = 1;
  if (strcmp(name, "handshake") == 0) return filter ? (int)BIO_do_handshake(filter) : SSL_do_handshake(ssl);
  if (strcmp(name, "read") == 0) return filter ? BIO_read(filter, into, first) : SSL_read(ssl, into, first);
  if (strcmp(name, "write") == 0)
    return filter ? BIO_write(filter, buffers[second], first) : SSL_write(ssl, buffers[second], first);
  if (strcmp(name, "connect") == 0) return SSL_connect(ssl);
  if (strcmp(name, "accept") == 0) return SSL_accept(ssl);
  if (strcmp(name, "peek") == 0) return SSL_peek(ssl, into, first);
  if (strcmp(name, "shutdown") == 0) return SSL_shutdown(ssl);
  *io = 0;
  if (strcmp(name, "set_connect_state") == 0) return SSL_set_connect_state(ssl), 1;
  if (strcmp(name, "set_accept_state") == 0) return SSL_set_accept_state(ssl), 1;
  if (strcmp(name, "flush") == 0) return BIO_flush(SSL_get_wbio(ssl));
  if (strcmp(name, "renegotiate") == 0) return SSL_renegotiate(ssl);
  if (strcmp(name, "renegotiate_abbreviated") == 0) return SSL_renegotiate_abbreviated(ssl);
  if (strcmp(name, "key_update") == 0) return SSL_key_update(ssl, (int)first);
  if (strcmp(name, "set_shutdown") == 0) return SSL_set_shutdown(ssl, (int)first), 1;
  if (strcmp(name, "clear") == 0) return SSL_clear(ssl);
  return -99;
}

static void print_data(int ret) {
  if (ret <= 0) return;
  for (int i = 0; i < ret && i < 8; i++) printf("%02x", into[i]);
  if (ret > 8) printf("..%02x", into[ret - 1]);
}

static void print_queue(void) {
  char text[256];
  unsigned long code;
  for (int i = 0; (code = ERR_get_error()) != 0; i++) {
    ERR_error_string_n(code, text, sizeof text);
    printf("%s%s", i > 0 ? "|" : "", text);
  }
}

static const char *retry_of(BIO *bio) {
  if (BIO_should_read(bio)) return "read";
  if (BIO_should_write(bio)) return "write";
  return BIO_should_io_special(bio) ? "special" : "none";
}

static void observe(End *end, const char *name, int ret, int io) {
  SSL *ssl = end->ssl;
  int error = io && !end->filter ? SSL_get_error(ssl, ret) : -1;
  BIO *in = end->outer ? end->outer : end->input;
  printf("ok ret=%d\terror=%d\twant=%d", ret, error, SSL_want(ssl));
  printf("\tstate=%s\tin_init=%d", SSL_state_string_long(ssl), SSL_in_init(ssl));
  printf("\tshutdown=%d\tpending=%d\thas_pending=%d", SSL_get_shutdown(ssl), SSL_pending(ssl), SSL_has_pending(ssl));
  printf("\trenegotiating=%d\tsecure=%ld", SSL_renegotiate_pending(ssl), SSL_get_secure_renegotiation_support(ssl));
  printf("\tin=%zu", end->outer ? BIO_ctrl_wpending(in) : BIO_ctrl_pending(in));
  printf("\tout=%zu", BIO_ctrl_pending(end->outer ? end->outer : end->output));
  if (end->outer) {
    printf("\tguarantee=%zu", BIO_ctrl_get_write_guarantee(end->inner));
    printf("\trequest=%zu", BIO_ctrl_get_read_request(end->outer));
  }
  if (end->filter) printf("\tretry=%s", retry_of(end->filter));
  printf("\tqueue=");
  print_queue();
  printf("\tdata=");
  if (io && (strcmp(name, "read") == 0 || strcmp(name, "peek") == 0)) print_data(ret);
  printf("\tevents=%s\n", end->events);
  end->event_length = 0;
  end->events[0] = '\0';
}

static void take(End *end, size_t most) {
  int got = BIO_read(end->outer ? end->outer : end->output, bytes, most < BUFFER_BYTES ? (int)most : BUFFER_BYTES);
  printf("ok ");
  for (int i = 0; i < got; i++) printf("%02x", bytes[i]);
  printf("\n");
}

static void put(End *end, const char *hex) {
  size_t count = strlen(hex) / 2;
  unsigned int byte;
  if (count > BUFFER_BYTES) count = BUFFER_BYTES;
  for (size_t i = 0; i < count && sscanf(hex + 2 * i, "%2x", &byte) == 1; i++) bytes[i] = (unsigned char)byte;
  int done = BIO_write(end->outer ? end->outer : end->input, bytes, (int)count);
  printf("ok %d\n", done > 0 ? done : 0);
}

static void finish_input(End *end) {
  if (end->outer) BIO_shutdown_wr(end->outer);
  else BIO_set_mem_eof_return(end->input, 0);
  printf("ok\n");
}

static long number(const char *word) { return word ? strtol(word, NULL, 0) : 0; }

static void obey(char *words[], int count) {
  const char *verb = words[0];
  End *end = end_named(words[1]);
  if (strcmp(verb, "version") == 0) {
    printf("ok %s\n", OpenSSL_version(OPENSSL_VERSION));
    return;
  }
  if (end == NULL) return fail("name client or server");
  if (strcmp(verb, "new") == 0 && count == 4)
    return create(end, words[1], words[2], words[3]) ? (void)puts("ok") : fail("no context");
  if (end->ctx == NULL) return fail("there is no such end: make it with new");
  if (strcmp(verb, "set") == 0 && count >= 4)
    return set(end, words[2], words[3], words[4]) ? (void)puts("ok") : fail(ERR_reason_error_string(ERR_get_error()));
  if (strcmp(verb, "start") == 0) return start(end) ? (void)puts("ok") : fail("no connection");
  if (strcmp(verb, "free") == 0) return release(end), (void)puts("ok");
  if (end->ssl == NULL) return fail("it is not started");
  if (strcmp(verb, "take") == 0) return take(end, (size_t)number(words[2]));
  if (strcmp(verb, "put") == 0) return put(end, words[2] ? words[2] : "");
  if (strcmp(verb, "end") == 0) return finish_input(end);
  if (strcmp(verb, "call") == 0 && count >= 3) {
    int io;
    int ret = call(end, words[2], number(words[3]), number(words[4]), &io);
    return ret == -99 ? fail("there is no such call") : observe(end, words[2], ret, io);
  }
  fail("there is no such command");
}

int main(void) {
  char *line = NULL;
  size_t room = 0;
  for (int i = 0; i < BUFFER_BYTES; i++) buffers[0][i] = buffers[1][i] = (unsigned char)i;
  for (alarm(PATIENCE); getline(&line, &room, stdin) > 0; alarm(PATIENCE)) {
    char *words[6] = {NULL};
    int count = 0;
    for (char *word = strtok(line, " \n"); word && count < 5; word = strtok(NULL, " \n")) words[count++] = word;
    if (count > 0) obey(words, count);
    fflush(stdout);
  }
  free(line);
  return 0;
}
