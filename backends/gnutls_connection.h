// Implements one endpoint of one connection over GnuTLS, and the session it yields. Made by gnutls.cc, seen by the
// harness as tlsbench::Connection. One thread at a time. The library does its I/O through callbacks that read from the
// caller's span and append to the caller's buffer: one copy each way, the same as in every other backend.

#ifndef TLSBENCH_BACKENDS_GNUTLS_CONNECTION_H_
#define TLSBENCH_BACKENDS_GNUTLS_CONNECTION_H_

#include <gnutls/gnutls.h>

#include <memory>
#include <string_view>
#include <type_traits>
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
using GnutlsPtr = std::unique_ptr<std::remove_pointer_t<gnutls_session_t>, Deleter<gnutls_deinit>>;

// Owns the data that the library packs a session into, and frees it.
class GnutlsSession : public Session {
 public:
  GnutlsSession(gnutls_datum_t data, std::uint32_t lifetime_seconds, std::size_t ticket_bytes,
                std::uint32_t early_data_limit)
      : data_(data),
        lifetime_seconds_(lifetime_seconds),
        ticket_bytes_(ticket_bytes),
        early_data_limit_(early_data_limit) {}
  GnutlsSession(const GnutlsSession&) = delete;
  GnutlsSession& operator=(const GnutlsSession&) = delete;
  ~GnutlsSession() override { gnutls_free(data_.data); }

  std::uint32_t lifetime_seconds() const override { return lifetime_seconds_; }
  std::size_t ticket_bytes() const override { return ticket_bytes_; }
  std::uint32_t early_data_limit() const override { return early_data_limit_; }
  const gnutls_datum_t& data() const { return data_; }

 private:
  gnutls_datum_t data_;
  std::uint32_t lifetime_seconds_;
  std::size_t ticket_bytes_;
  std::uint32_t early_data_limit_;
};

class GnutlsConnection : public Connection {
 public:
  // Holds the settings that a connection gets from its context.
  struct Settings {
    Role role;
    unsigned tickets;  // sent by a TLS 1.3 server once it is open; 0: the library decides
    bool keylog;
    bool expect_certificate;  // the peer may have one
    bool false_start;
  };

  GnutlsConnection(GnutlsPtr session, const Settings& settings, const OpenOptions& options);
  GnutlsConnection(const GnutlsConnection&) = delete;
  GnutlsConnection& operator=(const GnutlsConnection&) = delete;

  State Feed(Bytes in, Buffer& plaintext, Buffer& out) override;
  State Write(Bytes plaintext, Buffer& out) override;
  State Flush(Buffer& /*out*/) override { return state_; }
  State Close(Buffer& out) override;
  Negotiated negotiated() const override;
  std::unique_ptr<Session> TakeSession() override;
  Failure failure() const override { return failure_; }

 private:
  static ssize_t OnPull(gnutls_transport_ptr_t self, void* data, std::size_t length);
  static int OnPullTimeout(gnutls_transport_ptr_t self, unsigned milliseconds);
  static ssize_t OnPush(gnutls_transport_ptr_t self, const void* data, std::size_t length);
  static int OnMessage(gnutls_session_t session, unsigned type, unsigned when, unsigned incoming,
                       const gnutls_datum_t* body);
  static int OnSecret(gnutls_session_t session, const char* label, const gnutls_datum_t* secret);

  State Handshake(Buffer& plaintext);
  State Open();
  void TakeEarlyData(Buffer& plaintext);
  State Read(Buffer& plaintext);
  bool IsPassing(ssize_t result) const;
  State WaitOrFail(int error);
  State Fail(int error);
  void TakeNoteOfTicket(Bytes body);
  void DescribePeerKey(Negotiated& result) const;

  GnutlsPtr session_;
  Settings settings_;
  bool sent_early_data_;
  bool peer_finished_ = false;  // set only with False Start
  Observer* observer_;
  std::vector<std::size_t>* writes_;
  Bytes in_;               // the rest of the current Feed's input
  Buffer* out_ = nullptr;  // the current call's output
  State state_ = State::kHandshaking;
  bool has_new_session_ = false;
  std::uint32_t lifetime_seconds_ = 0;  // of the newest ticket
  std::size_t ticket_bytes_ = 0;        // likewise
  std::uint32_t early_data_limit_ = 0;  // likewise
  std::uint8_t tickets_ = 0;
  Failure failure_;
};

}  // namespace tlsbench

#endif  // TLSBENCH_BACKENDS_GNUTLS_CONNECTION_H_
