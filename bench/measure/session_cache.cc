#include "bench/measure/session_cache.h"

#include <utility>

namespace tlsbench {

std::optional<std::string> SessionKeeper::Prime(std::unique_ptr<Session> session) {
  const bool by_id = scenario_.handshake == Handshake::kSessionId;
  if (!session) {
    return by_id ? "the server sent no session ID" : "the server sent no session ticket";
  }
  if ((session->ticket_bytes() == 0) != by_id) {
    return by_id ? "the server sent a session ticket, which comes before its session ID"
                 : "the server sent a session ID and no session ticket";
  }
  if (scenario_.early_data() && session->early_data_limit() == 0) {
    return "the server's tickets allow no early data";
  }
  session_ = std::move(session);
  chained_ = 0;
  return std::nullopt;
}

void SessionKeeper::Keep(std::unique_ptr<Session> newest) {
  if (!scenario_.offers_session() || scenario_.reuse_tickets) {
    return;
  }
  const bool declined = scenario_.handshake == Handshake::kRefusedTicket;
  const bool no_early_data = newest && scenario_.early_data() && newest->early_data_limit() == 0;
  const bool spent = !newest && scenario_.tls13();
  if (declined || no_early_data || spent) {
    session_.reset();
  } else if (newest && ++chained_ < kLongestChain) {
    session_ = std::move(newest);
  } else if (newest) {
    session_.reset();
  }
}

}  // namespace tlsbench
