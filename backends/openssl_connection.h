// Implements one endpoint of one connection over the OpenSSL API, and the session it yields. Made by openssl.cc, seen
// by the harness as tlsbench::Connection. One thread at a time. The library does its I/O through a BIO that reads from
// the caller's span and appends to the caller's buffer: one copy each way, the same as in every other backend.
// openssl_early_data.cc has the part before a handshake is finished.

#ifndef TLSBENCH_BACKENDS_OPENSSL_CONNECTION_H_
#define TLSBENCH_BACKENDS_OPENSSL_CONNECTION_H_

#include <openssl/bio.h>
#include <openssl/ssl.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "bench/backend.h"

namespace tlsbench {

template <auto Free>
struct Deleter {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};
using SslCtxPtr = std::unique_ptr<SSL_CTX, Deleter<SSL_CTX_free>>;
using SslPtr = std::unique_ptr<SSL, Deleter<SSL_free>>;
using SslSessionPtr = std::unique_ptr<SSL_SESSION, Deleter<SSL_SESSION_free>>;
using BioPtr = std::unique_ptr<BIO, Deleter<BIO_free>>;
using X509Ptr = std::unique_ptr<X509, Deleter<X509_free>>;
using PkeyPtr = std::unique_ptr<EVP_PKEY, Deleter<EVP_PKEY_free>>;

// Returns the thread's error stack as one line, oldest reason first; empties the stack.
std::string LibraryWords();

class OpensslSession : public Session {
 public:
  explicit OpensslSession(SslSessionPtr session) : session_(std::move(session)) {}
  std::uint32_t lifetime_seconds() const override;
  std::size_t ticket_bytes() const override;
  std::uint32_t early_data_limit() const override;
  SSL_SESSION* get() const { return session_.get(); }

 private:
  SslSessionPtr session_;
};

// Holds the settings that each connection gets from its context.
struct ConnectionTraits {
  Role role = Role::kClient;
  bool early_data = false;          // a client may send it, a server accepts it
  bool rejects_early_data = false;  // servers: tickets allow it, but none is accepted
};

class OpensslConnection : public Connection {
 public:
  // Returns null if the library has no memory. The role of `ssl` must be set.
  static std::unique_ptr<OpensslConnection> Make(SslPtr ssl, const ConnectionTraits& traits,
                                                 const OpenOptions& options);

  OpensslConnection(const OpensslConnection&) = delete;
  OpensslConnection& operator=(const OpensslConnection&) = delete;
  ~OpensslConnection() override;

  State Feed(Bytes in, Buffer& plaintext, Buffer& out) override;
  State Write(Bytes plaintext, Buffer& out) override;
  State Flush(Buffer& out) override;
  State Close(Buffer& out) override;
  Negotiated negotiated() const override;
  std::unique_ptr<Session> TakeSession() override;
  Failure failure() const override { return failure_; }

  // For SSL_CTX_sess_set_new_cb and SSL_CTX_set_keylog_callback of the context.
  static int OnNewSession(SSL* ssl, SSL_SESSION* session);
  static void OnKeylog(const SSL* ssl, const char* line);

 private:
  OpensslConnection(SslPtr ssl, const ConnectionTraits& traits, const OpenOptions& options)
      : ssl_(std::move(ssl)),
        traits_(traits),
        early_data_(options.early_data),
        observer_(options.observer),
        writes_(options.writes) {}
  bool Attach();

  static OpensslConnection* FromSsl(const SSL* ssl);
  static void OnMessage(int sent, int version, int content_type, const void* data, std::size_t length, SSL* ssl,
                        void* self);
  static BIO_METHOD* BioMethod();
  static int BioRead(BIO* bio, char* data, int length);
  static int BioWrite(BIO* bio, const char* data, int length);
  static long BioControl(BIO* bio, int command, long number, void* pointer);  // NOLINT(google-runtime-int): OpenSSL's

  // In openssl_early_data.cc. Handshake continues the handshake as far as there is input. Returns 1 if it is finished,
  // or if application data may already be sent (state_ is then kMaySend); else a result for SSL_get_error.
  int Handshake(Buffer& plaintext);
  int SendEarlyData();
  bool ReadEarlyData(Buffer& plaintext);
  bool EarlyDataAccepted() const;
  int WriteNow(Bytes plaintext);

  bool HasRenewedTicket() const;
  State Read(Buffer& plaintext);
  State WaitOrFail(int result);
  State Fail();
  void DescribePeerKey(Negotiated& result) const;

  SslPtr ssl_;
  ConnectionTraits traits_;
  Bytes early_data_;  // clients: not sent yet
  Observer* observer_;
  std::vector<std::size_t>* writes_;
  Bytes in_;               // the rest of the current Feed's input
  Buffer* out_ = nullptr;  // the current call's output
  State state_ = State::kHandshaking;
  SslSessionPtr newest_session_;
  const SSL_SESSION* offered_ = nullptr;  // only compared, never used
  std::uint8_t tickets_ = 0;
  Failure failure_;
};

}  // namespace tlsbench

#endif  // TLSBENCH_BACKENDS_OPENSSL_CONNECTION_H_
