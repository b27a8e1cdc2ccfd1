// Implements one endpoint of one connection over wolfSSL's native API, and the session it yields. Made by wolfssl.cc,
// seen by the harness as tlsbench::Connection. One thread at a time. The library does its I/O through callbacks that
// read from the caller's span and append to the caller's buffer: one copy each way, the same as in every other backend.

#ifndef TLSBENCH_BACKENDS_WOLFSSL_CONNECTION_H_
#define TLSBENCH_BACKENDS_WOLFSSL_CONNECTION_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "backends/wolfssl_sessions.h"
#include "backends/wolfssl_versions.h"
#include "bench/backend.h"

namespace tlsbench {

template <auto Free>
struct Deleter {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};
using WolfsslCtxPtr = std::unique_ptr<WOLFSSL_CTX, Deleter<wolfSSL_CTX_free>>;
using WolfsslPtr = std::unique_ptr<WOLFSSL, Deleter<wolfSSL_free>>;
using WolfsslSessionPtr = std::unique_ptr<WOLFSSL_SESSION, Deleter<wolfSSL_SESSION_free>>;

// Returns the library's text for one of its error numbers. Empties the thread's error queue, which would grow
// otherwise.
std::string LibraryWords(int error);

class WolfsslSession : public Session {
 public:
  WolfsslSession(WolfsslSessionPtr session, std::uint32_t lifetime_seconds, std::size_t ticket_bytes)
      : session_(std::move(session)), lifetime_seconds_(lifetime_seconds), ticket_bytes_(ticket_bytes) {}
  std::uint32_t lifetime_seconds() const override { return lifetime_seconds_; }
  std::size_t ticket_bytes() const override { return ticket_bytes_; }
  std::uint32_t early_data_limit() const override {
    return ticket_bytes_ == 0 ? 0 : EarlyDataLimit(session_.get(), ticket_bytes_);
  }
  WOLFSSL_SESSION* get() const { return session_.get(); }

 private:
  WolfsslSessionPtr session_;
  std::uint32_t lifetime_seconds_;
  std::size_t ticket_bytes_;
};

class WolfsslConnection : public Connection {
 public:
  // Holds the settings that a connection gets from its context.
  struct Settings {
    Role role;
    WolfsslSessionStore* store = nullptr;  // servers that keep sessions; outlives the connection
    bool take_early_data = false;          // servers
    bool expect_certificate = true;        // the peer may have one
  };

  // Sets a context's callbacks for I/O and for new sessions.
  static void Prepare(WOLFSSL_CTX* ctx, const Settings& settings);

  WolfsslConnection(WolfsslPtr ssl, const Settings& settings, const OpenOptions& options);
  WolfsslConnection(const WolfsslConnection&) = delete;
  WolfsslConnection& operator=(const WolfsslConnection&) = delete;

  State Feed(Bytes in, Buffer& plaintext, Buffer& out) override;
  State Write(Bytes plaintext, Buffer& out) override;
  State Flush(Buffer& /*out*/) override { return state_; }
  State Close(Buffer& out) override;
  Negotiated negotiated() const override;
  std::unique_ptr<Session> TakeSession() override;
  Failure failure() const override { return failure_; }

 private:
  static constexpr std::size_t kMaxPlaintext = 16384;  // of one record (RFC 9846, section 5.1)

  // Whether a server can write before it has the client's Finished. In older versions wolfSSL_write finishes the
  // handshake first (source 5.5.4).
#if LIBWOLFSSL_VERSION_HEX < 0x05007000
  static constexpr bool kAnswersEarlyData = false;
#else
  static constexpr bool kAnswersEarlyData = true;
#endif

  static int OnReceive(WOLFSSL* ssl, char* data, int length, void* self);
  static int OnSend(WOLFSSL* ssl, char* data, int length, void* self);
  static int OnNewSession(WOLFSSL* ssl, WOLFSSL_SESSION* session);
#ifdef TLSBENCH_WOLFSSL_4
  static WOLFSSL_SESSION* OnFindSession(WOLFSSL* ssl, unsigned char* id, int length, int* copy);
#else
  static WOLFSSL_SESSION* OnFindSession(WOLFSSL* ssl, const unsigned char* id, int length, int* copy);
#endif
  static int OnTicket(WOLFSSL* ssl, const unsigned char* ticket, int length, void* self);
#ifdef OPENSSL_EXTRA
  static void OnMessage(int sent, int version, int content_type, const void* data, std::size_t length, WOLFSSL* ssl,
                        void* self);
#endif

  int Handshake();
  int SendEarlyData();
  int TakeEarlyData(Buffer& plaintext);
  void EndEarlyData();
  bool LookForEarlyData();
  bool EarlyDataAccepted() const;
  State Read(Buffer& plaintext);
  State WaitOrFail(int result);
  State Fail(int error);
  WolfsslSessionPtr NewSession();
  void DescribePeerKey(Negotiated& result) const;

  WolfsslPtr ssl_;
  Settings settings_;
  Bytes early_data_;               // clients: not sent yet
  bool has_early_data_ = false;    // clients: sent; servers: accepted
  bool looks_for_early_data_;      // servers: until the ClientHello is there
  bool reads_early_data_ = false;  // servers: from then until the end of early data
  Buffer hello_;                   // servers that look for early data: the first bytes received
#ifdef TLSBENCH_WOLFSSL_4
  bool sent_end_of_early_data_ = false;
#else
  WolfsslSessionStore::Entry found_;  // lent to the library
#endif
  Observer* observer_;
  std::vector<std::size_t>* writes_;
  Bytes in_;               // the rest of the current Feed's input
  Buffer* out_ = nullptr;  // the current call's output
  State state_ = State::kHandshaking;
#ifdef TLSBENCH_WOLFSSL_4
  WolfsslSessionPtr new_session_;
#else
  bool has_new_session_ = false;
#endif
  std::size_t ticket_bytes_ = 0;  // of the newest ticket
  std::uint8_t tickets_ = 0;
  Failure failure_;
};

}  // namespace tlsbench

#endif  // TLSBENCH_BACKENDS_WOLFSSL_CONNECTION_H_
