// Implements the functions of a connection that wolfSSL calls: for bytes, and with messages, sessions and tickets.

#include <algorithm>
#include <cstring>

#include "backends/wolfssl_connection.h"

namespace tlsbench {
namespace {

#ifdef OPENSSL_EXTRA
// Returns whether the bytes are one handshake message, by the length in its header (RFC 9846, section 4).
bool IsWholeMessage(Bytes bytes) {
  constexpr std::size_t kHeader = 4;
  return bytes.size() >= kHeader &&
         bytes.size() - kHeader == (std::size_t{bytes[1]} << 16 | std::size_t{bytes[2]} << 8 | bytes[3]);
}
#endif

}  // namespace

int WolfsslConnection::OnReceive(WOLFSSL* /*ssl*/, char* data, int length, void* self) {
  Bytes& in = static_cast<WolfsslConnection*>(self)->in_;
  if (in.empty()) {
    return WOLFSSL_CBIO_ERR_WANT_READ;
  }
  const std::size_t count = std::min(in.size(), static_cast<std::size_t>(length));
  std::memcpy(data, in.data(), count);
  in = in.subspan(count);
  return static_cast<int>(count);
}

int WolfsslConnection::OnSend(WOLFSSL* /*ssl*/, char* data, int length, void* self) {
  auto* connection = static_cast<WolfsslConnection*>(self);
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(data);  // with Buffer's type they are copied in one step
  connection->out_->insert(connection->out_->end(), bytes, bytes + length);
#ifdef TLSBENCH_WOLFSSL_4
  // An encrypted message with an empty body is EndOfEarlyData: header of 4 bytes, content type, tag of 16 (RFC 9846,
  // section 4.6.1 and 5.2).
  constexpr std::uint8_t kLength = 4 + 1 + 16;
  if (connection->has_early_data_ && connection->state_ == State::kMaySend && length == 5 + kLength && bytes[0] == 23 &&
      bytes[4] == kLength) {
    connection->sent_end_of_early_data_ = true;
  }
#endif
  if (connection->writes_ != nullptr) {
    connection->writes_->push_back(static_cast<std::size_t>(length));
  }
  return length;
}

#ifdef OPENSSL_EXTRA
// Passes messages on. The library gives received messages as they are; from version 5 on, it gives sent messages with
// their record's header; version 4 gives its own Finished encrypted. Only whole messages are passed on.
void WolfsslConnection::OnMessage(int sent, int /*version*/, int content_type, const void* data, std::size_t length,
                                  WOLFSSL* /*ssl*/, void* self) {
  constexpr int kHandshake = 22;            // content type (RFC 9846, section 5.1)
  constexpr std::size_t kRecordHeader = 5;  // likewise
  Bytes message(static_cast<const std::uint8_t*>(data), length);
  if (content_type != kHandshake) {
    return;
  }
  if (length > kRecordHeader && IsWholeMessage(message.subspan(kRecordHeader)) && message[0] == kHandshake) {
    message = message.subspan(kRecordHeader);
  }
  if (IsWholeMessage(message)) {
    static_cast<WolfsslConnection*>(self)->observer_->OnMessage(sent != 0, message[0], message);
  }
}
#endif

// Called with each session when it becomes resumable: after the handshake in TLS 1.2, with each ticket in TLS 1.3.
#ifdef TLSBENCH_WOLFSSL_4
// The session was made for this call, and the library neither uses the return value nor frees the session.
int WolfsslConnection::OnNewSession(WOLFSSL* ssl, WOLFSSL_SESSION* session) {
  auto* connection = static_cast<WolfsslConnection*>(wolfSSL_GetIOReadCtx(ssl));
  if (connection->settings_.store != nullptr) {
    connection->settings_.store->Add(session);
  }
  connection->new_session_.reset(session);
  return 1;
}

// The library frees the session that this returns.
WOLFSSL_SESSION* WolfsslConnection::OnFindSession(WOLFSSL* ssl, unsigned char* id, int length, int* /*copy*/) {
  const auto* connection = static_cast<WolfsslConnection*>(wolfSSL_GetIOReadCtx(ssl));
  const auto found = connection->settings_.store->Find({id, static_cast<std::size_t>(length)});
  return found ? wolfSSL_SESSION_dup(found.get()) : nullptr;
}

WolfsslSessionPtr WolfsslConnection::NewSession() { return std::move(new_session_); }
#else
// The session is the connection's own and may still change, and its next ticket overwrites it: the harness gets a copy,
// made when it is taken. Returning 0 gives the reference back.
int WolfsslConnection::OnNewSession(WOLFSSL* ssl, WOLFSSL_SESSION* session) {
  auto* connection = static_cast<WolfsslConnection*>(wolfSSL_GetIOReadCtx(ssl));
  if (connection->settings_.store != nullptr) {
    connection->settings_.store->Add(session);
  }
  connection->has_new_session_ = true;
  return 0;
}

// With `copy` set the library does not free the session; the connection keeps it as long as the library may read it.
WOLFSSL_SESSION* WolfsslConnection::OnFindSession(WOLFSSL* ssl, const unsigned char* id, int length, int* copy) {
  auto* connection = static_cast<WolfsslConnection*>(wolfSSL_GetIOReadCtx(ssl));
  connection->found_ = connection->settings_.store->Find({id, static_cast<std::size_t>(length)});
  *copy = 1;
  return connection->found_.get();
}

WolfsslSessionPtr WolfsslConnection::NewSession() {
  if (!std::exchange(has_new_session_, false)) {
    return nullptr;
  }
  const WolfsslSessionPtr own(wolfSSL_get1_session(ssl_.get()));
  return WolfsslSessionPtr(wolfSSL_SESSION_dup(own.get()));
}
#endif

// OnNewSession is called twice in a TLS 1.2 handshake with a ticket, so tickets are counted here.
int WolfsslConnection::OnTicket(WOLFSSL* /*ssl*/, const unsigned char* /*ticket*/, int length, void* self) {
  auto* connection = static_cast<WolfsslConnection*>(self);
  connection->ticket_bytes_ = static_cast<std::size_t>(length);
  ++connection->tickets_;
  return 0;
}

}  // namespace tlsbench
