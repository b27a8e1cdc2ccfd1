// Which session is offered next, rule by rule, with sessions that are nothing but their numbers.

#include "bench/measure/session_cache.h"

#include <gtest/gtest.h>

namespace tlsbench {
namespace {

class FakeSession : public Session {
 public:
  FakeSession(std::size_t ticket_bytes, std::uint32_t early_data_limit)
      : ticket_bytes_(ticket_bytes), early_data_limit_(early_data_limit) {}
  std::uint32_t lifetime_seconds() const override { return 7200; }
  std::size_t ticket_bytes() const override { return ticket_bytes_; }
  std::uint32_t early_data_limit() const override { return early_data_limit_; }

 private:
  std::size_t ticket_bytes_;
  std::uint32_t early_data_limit_;
};

std::unique_ptr<Session> Ticket(std::uint32_t early_data_limit = 0) {
  return std::make_unique<FakeSession>(200, early_data_limit);
}
std::unique_ptr<Session> SessionId() { return std::make_unique<FakeSession>(0, 0); }

Scenario Of(Handshake handshake, std::uint16_t protocol = kTls13) {
  Scenario scenario;
  scenario.handshake = handshake;
  scenario.protocol = protocol;
  return scenario;
}

TEST(SessionKeeperTest, WhereNoSessionIsOfferedNothingIsKept) {
  for (const Handshake handshake : {Handshake::kFull, Handshake::kHelloRetry, Handshake::kFalseStart}) {
    SessionKeeper keeper(Of(handshake));
    EXPECT_FALSE(keeper.NeedsPriming());
    keeper.Keep(Ticket());
    EXPECT_EQ(keeper.get(), nullptr);
    EXPECT_FALSE(keeper.NeedsPriming());
  }
}

TEST(SessionKeeperTest, WhereOneIsAFullHandshakeComesFirst) {
  for (const Handshake handshake :
       {Handshake::kTicket, Handshake::kPskKe, Handshake::kHelloRetryTicket, Handshake::kRefusedTicket}) {
    SessionKeeper keeper(Of(handshake));
    EXPECT_TRUE(keeper.NeedsPriming());
    EXPECT_EQ(keeper.get(), nullptr);
    auto ticket = Ticket();
    const Session* const offered = ticket.get();
    EXPECT_EQ(keeper.Prime(std::move(ticket)), std::nullopt);
    EXPECT_FALSE(keeper.NeedsPriming());
    EXPECT_EQ(keeper.get(), offered);
  }
}

TEST(SessionKeeperTest, AHandshakeThatBringsNoneIsToldSo) {
  SessionKeeper tickets(Of(Handshake::kTicket));
  EXPECT_EQ(tickets.Prime(nullptr), "the server sent no session ticket");
  EXPECT_TRUE(tickets.NeedsPriming());
  SessionKeeper ids(Of(Handshake::kSessionId, kTls12));
  EXPECT_EQ(ids.Prime(nullptr), "the server sent no session ID");
}

TEST(SessionKeeperTest, ATicketIsNoSessionIdNorTheOtherWayRound) {
  SessionKeeper tickets(Of(Handshake::kTicket, kTls12));
  EXPECT_EQ(tickets.Prime(SessionId()), "the server sent a session ID and no session ticket");
  EXPECT_TRUE(tickets.NeedsPriming());
  SessionKeeper ids(Of(Handshake::kSessionId, kTls12));
  EXPECT_EQ(ids.Prime(Ticket()), "the server sent a session ticket, which comes before its session ID");
  EXPECT_TRUE(ids.NeedsPriming());
  EXPECT_EQ(ids.Prime(SessionId()), std::nullopt);
}

TEST(SessionKeeperTest, EarlyDataNeedsATicketThatAllowsIt) {
  for (const Handshake handshake : {Handshake::kEarlyData, Handshake::kRejectedEarlyData}) {
    SessionKeeper keeper(Of(handshake));
    EXPECT_EQ(keeper.Prime(Ticket(0)), "the server's tickets allow no early data");
    EXPECT_TRUE(keeper.NeedsPriming());
    EXPECT_EQ(keeper.Prime(Ticket(16384)), std::nullopt);
    EXPECT_FALSE(keeper.NeedsPriming());
  }
}

TEST(SessionKeeperTest, TheNewestIsOfferedNext) {
  SessionKeeper keeper(Of(Handshake::kTicket));
  keeper.Prime(Ticket());
  auto newest = Ticket();
  const Session* const offered = newest.get();
  keeper.Keep(std::move(newest));
  EXPECT_EQ(keeper.get(), offered);
}

// RFC 9846, appendix C.4.
TEST(SessionKeeperTest, OneOfTls13IsSpentOnceOffered) {
  SessionKeeper keeper(Of(Handshake::kTicket));
  keeper.Prime(Ticket());
  keeper.Keep(nullptr);
  EXPECT_TRUE(keeper.NeedsPriming());
}

TEST(SessionKeeperTest, OneOfTls12StaysGoodUntilANewOneComes) {
  for (const Handshake handshake : {Handshake::kTicket, Handshake::kSessionId}) {
    const bool by_id = handshake == Handshake::kSessionId;
    SessionKeeper keeper(Of(handshake, kTls12));
    keeper.Prime(by_id ? SessionId() : Ticket());
    const Session* const offered = keeper.get();
    for (unsigned i = 0; i < 2 * kLongestChain; ++i) {
      keeper.Keep(nullptr);
      ASSERT_EQ(keeper.get(), offered) << "no chain of tickets grows";
    }
  }
}

TEST(SessionKeeperTest, AChainOfTicketsEndsBeforeWolfsslsDoes) {
  SessionKeeper keeper(Of(Handshake::kTicket));
  for (int chain = 0; chain < 2; ++chain) {
    ASSERT_EQ(keeper.Prime(Ticket()), std::nullopt);
    unsigned resumptions = 0;
    while (!keeper.NeedsPriming()) {
      keeper.Keep(Ticket());
      ++resumptions;
    }
    EXPECT_EQ(resumptions, kLongestChain);
  }
  EXPECT_LT(kLongestChain, 255U);
}

TEST(SessionKeeperTest, ChainsOfRenewedTicketsEndToo) {
  Scenario scenario = Of(Handshake::kTicket, kTls12);
  scenario.renew_tickets = true;
  SessionKeeper keeper(scenario);
  keeper.Prime(Ticket());
  for (unsigned i = 0; i < kLongestChain; ++i) {
    ASSERT_FALSE(keeper.NeedsPriming()) << i;
    keeper.Keep(Ticket());
  }
  EXPECT_TRUE(keeper.NeedsPriming());
}

TEST(SessionKeeperTest, OneThatIsReusedIsOfferedForGood) {
  Scenario scenario = Of(Handshake::kTicket);
  scenario.reuse_tickets = true;
  SessionKeeper keeper(scenario);
  keeper.Prime(Ticket());
  const Session* const first = keeper.get();
  for (unsigned i = 0; i < 2 * kLongestChain; ++i) {
    keeper.Keep(i % 2 == 0 ? Ticket() : nullptr);
    ASSERT_EQ(keeper.get(), first);
  }
}

// The handshake after it was a full one with a server whose tickets are none of the issuer's.
TEST(SessionKeeperTest, AfterARefusedTicketTheNextOneIsTheIssuersAgain) {
  for (const std::uint16_t protocol : {kTls12, kTls13}) {
    for (const bool brought : {false, true}) {
      SessionKeeper keeper(Of(Handshake::kRefusedTicket, protocol));
      keeper.Prime(Ticket());
      keeper.Keep(brought ? Ticket() : nullptr);
      EXPECT_TRUE(keeper.NeedsPriming());
    }
  }
}

TEST(SessionKeeperTest, ANewTicketWithoutEarlyDataIsNotKeptWhereThatIsMeasured) {
  SessionKeeper keeper(Of(Handshake::kEarlyData));
  keeper.Prime(Ticket(16384));
  keeper.Keep(Ticket(16384));
  EXPECT_FALSE(keeper.NeedsPriming());
  keeper.Keep(Ticket(0));
  EXPECT_TRUE(keeper.NeedsPriming());
}

}  // namespace
}  // namespace tlsbench
