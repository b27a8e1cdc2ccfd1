// Handshakes of the RFCs as bytes and marks, put together by hand: what is said of them.

#include "bench/wire/flight_recorder.h"

#include <gtest/gtest.h>

namespace tlsbench {
namespace {

constexpr std::uint8_t kHello[] = {1, 2};  // types of the hellos, client and server
constexpr std::size_t kTag = 16;

void AppendU16(Buffer& out, std::size_t value) {
  out.push_back(static_cast<std::uint8_t>(value >> 8));
  out.push_back(static_cast<std::uint8_t>(value));
}

Buffer Record(std::uint8_t type, const Buffer& body) {
  Buffer record = {type, 3, 3};
  AppendU16(record, body.size());
  record.insert(record.end(), body.begin(), body.end());
  return record;
}

// A handshake message of so many bytes, its header included.
Buffer Message(std::uint8_t type, std::size_t bytes) {
  Buffer message = {type, 0};
  AppendU16(message, bytes - 4);
  message.resize(bytes);
  return message;
}

// A ServerHello that chooses TLS 1.3 and a suite; with `retry` it is a HelloRetryRequest (RFC 9846, section 4.1.3).
Buffer ServerHello13(bool retry = false, std::uint8_t suite = 1) {
  Buffer body = {3, 3};
  const Buffer retry_random = {0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c,
                               0x02, 0x1e, 0x65, 0xb8, 0x91, 0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb,
                               0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c};
  body.insert(body.end(), retry_random.begin(), retry_random.end());
  body[2] = retry ? body[2] : std::uint8_t{0};
  const Buffer rest = {0, 0x13, suite, 0, 0, 6, 0, 43, 0, 2, 3, 4};  // suite and supported_versions
  body.insert(body.end(), rest.begin(), rest.end());
  Buffer message = {2, 0};
  AppendU16(message, body.size());
  message.insert(message.end(), body.begin(), body.end());
  return message;
}

Buffer Ccs() { return Record(20, {1}); }
Buffer Clear(const Buffer& message) { return Record(22, message); }
Buffer Sealed13(std::size_t content, std::size_t tag = kTag) { return Record(23, Buffer(content + 1 + tag)); }

// A handshake as a link records it: bytes and marks grow together, a microsecond for each step.
class Script {
 public:
  Script& Sends(Role from, const std::vector<Buffer>& records, FlightPart part = FlightPart::kHandshake) {
    Buffer& bytes = from == Role::kClient ? client_ : server_;
    begin_ = bytes.size();
    for (const Buffer& record : records) {
      bytes.insert(bytes.end(), record.begin(), record.end());
    }
    log_.marks.push_back({from, part, bytes.size(), 1000 * ++steps_});
    return *this;
  }

  // Of what was sent last.
  Script& Tells(Role by, std::uint8_t type, std::size_t bytes) {
    log_.messages.push_back({log_.marks.back().from, by, begin_, type, bytes});
    return *this;
  }

  std::vector<FlightRecord> Flights() const { return RecordFlights(log_, client_, server_); }
  std::string Messages(std::size_t flight) const { return Flights().at(flight).messages; }

 private:
  FlightLog log_;
  Buffer client_;
  Buffer server_;
  std::size_t begin_ = 0;
  std::int64_t steps_ = 0;
};

constexpr Role kClient = Role::kClient;
constexpr Role kServer = Role::kServer;

Script Hellos13() {
  Script script;
  script.Sends(kClient, {Clear(Message(kHello[0], 200))}).Tells(kClient, 1, 200);
  return script;
}

TEST(FlightRecordTest, Tls13WithTicketsRequestAndResponse) {
  Script script = Hellos13();
  script.Sends(kServer, {Clear(ServerHello13()), Ccs(), Sealed13(25), Sealed13(36)})
      .Tells(kClient, 2, 50)
      .Tells(kClient, 8, 25)
      .Tells(kClient, 20, 36);
  script.Sends(kClient, {Ccs(), Sealed13(36)}).Tells(kClient, 20, 36);
  script.Sends(kClient, {Sealed13(39)}, FlightPart::kData);
  script.Sends(kServer, {Sealed13(233), Sealed13(233)}, FlightPart::kAfter)
      .Tells(kClient, 4, 233)
      .Tells(kClient, 4, 233);
  script.Sends(kServer, {Sealed13(38)}, FlightPart::kData);
  const std::vector<FlightRecord> flights = script.Flights();
  ASSERT_EQ(flights.size(), 4U);
  EXPECT_EQ(flights[0].messages, "ClientHello[200]");
  EXPECT_EQ(flights[1].messages, "ServerHello[50] CCS EncryptedExtensions[25] Finished[36]");
  EXPECT_EQ(flights[2].messages, "CCS Finished[36] {app data}");
  EXPECT_EQ(flights[3].messages, "NewSessionTicket[233] NewSessionTicket[233] {app data}");
  EXPECT_EQ(flights[1].from, kServer);
  EXPECT_EQ(flights[1].records, 4U);
  EXPECT_EQ(flights[2].handshake_bytes, 6U + 58U);
  EXPECT_EQ(flights[2].data_bytes, 61U);
  EXPECT_EQ(flights[3].ticket_bytes, 510U);
  EXPECT_EQ(flights[3].bytes(), 510U + 60U);
  EXPECT_EQ(flights[0].time_us, 0);
  EXPECT_EQ(flights[3].time_us, 4) << "when its first bytes left";
}

TEST(FlightRecordTest, Tls12IsInClearUntilTheChangeCipherSpec) {
  Script script;
  script.Sends(kClient, {Clear(Message(1, 160))});
  Buffer several = Message(11, 300);  // two messages in one record
  const Buffer done = Message(14, 4);
  several.insert(several.end(), done.begin(), done.end());
  script.Sends(kServer, {Clear(Message(2, 84)), Clear(several)});
  script.Sends(kClient, {Clear(Message(16, 37)), Ccs(), Record(22, Buffer(40))}).Tells(kServer, 20, 16);
  script.Sends(kServer, {Clear(Message(4, 202)), Ccs(), Record(22, Buffer(40))});
  script.Sends(kClient, {Record(23, Buffer(63))}, FlightPart::kData);
  EXPECT_EQ(script.Messages(1), "ServerHello[84] Certificate[300] ServerHelloDone[4]");
  EXPECT_EQ(script.Messages(2), "ClientKeyExchange[37] CCS Finished[16]") << "according to the server";
  EXPECT_EQ(script.Messages(3), "NewSessionTicket[202] CCS encrypted[40]") << "nobody told";
  EXPECT_EQ(script.Messages(4), "{app data}");
}

TEST(FlightRecordTest, AMessageOverSeveralRecordsIsOne) {
  Script script;
  const Buffer message = Message(11, 300);
  const auto cut = message.begin() + 200;
  script.Sends(kServer, {Clear(Buffer(message.begin(), cut)), Clear(Buffer(cut, message.end()))});
  EXPECT_EQ(script.Messages(0), "Certificate[300]");
  EXPECT_EQ(script.Flights()[0].records, 2U);
}

TEST(FlightRecordTest, AHelloRetryRequestIsNoServerHello) {
  Script script = Hellos13();
  script.Sends(kServer, {Clear(ServerHello13(true)), Ccs()});
  script.Sends(kClient, {Ccs(), Clear(Message(1, 250))});
  script.Sends(kServer, {Clear(ServerHello13()), Sealed13(61)});
  EXPECT_EQ(script.Messages(1), "HelloRetryRequest[50] CCS");
  EXPECT_EQ(script.Messages(2), "CCS ClientHello[250]");
  EXPECT_EQ(script.Messages(3), "ServerHello[50] encrypted[61]");
}

TEST(FlightRecordTest, SeveralHiddenMessagesMayShareARecordOrSpanSome) {
  Script script = Hellos13();
  script.Sends(kServer, {Clear(ServerHello13()), Sealed13(100), Sealed13(61)});
  for (const auto& [type, bytes] : {std::pair(8, 25U), std::pair(11, 100U), std::pair(20, 36U)}) {
    script.Tells(kClient, static_cast<std::uint8_t>(type), bytes);
  }
  EXPECT_EQ(script.Messages(1), "ServerHello[50] EncryptedExtensions[25] Certificate[100] Finished[36]");
}

TEST(FlightRecordTest, TheEndThatAccountsForTheRecordsIsBelieved) {
  Script script = Hellos13();
  script.Sends(kServer, {Clear(ServerHello13()), Sealed13(61)}).Tells(kClient, 8, 25);
  EXPECT_EQ(script.Messages(1), "ServerHello[50] EncryptedExtensions[25] encrypted[36]");
  script.Tells(kServer, 8, 25).Tells(kServer, 20, 36);
  EXPECT_EQ(script.Messages(1), "ServerHello[50] EncryptedExtensions[25] Finished[36]");
}

TEST(FlightRecordTest, MoreThanTheRecordsHoldIsNotBelieved) {
  Script script = Hellos13();
  script.Sends(kServer, {Clear(ServerHello13()), Sealed13(61)}).Tells(kClient, 11, 900);
  EXPECT_EQ(script.Messages(1), "ServerHello[50] encrypted[61]");
}

TEST(FlightRecordTest, AShortTagIsKnownByTheSuite) {
  Script script = Hellos13();
  script.Sends(kServer, {Clear(ServerHello13(false, 5)), Sealed13(36, 8)}).Tells(kClient, 20, 36);
  EXPECT_EQ(script.Messages(1), "ServerHello[50] Finished[36]");
}

TEST(FlightRecordTest, DataMayStandBeforeTickets) {
  Script script = Hellos13();
  script.Sends(kServer, {Clear(ServerHello13()), Sealed13(36)}).Tells(kClient, 20, 36);
  script.Sends(kClient, {Sealed13(36)}).Tells(kClient, 20, 36);
  script.Sends(kServer, {Sealed13(38)}, FlightPart::kData);
  script.Sends(kServer, {Sealed13(500)}, FlightPart::kData);
  script.Sends(kServer, {Sealed13(233)}, FlightPart::kAfter).Tells(kClient, 4, 233);
  EXPECT_EQ(script.Messages(3), "{app data} NewSessionTicket[233]");
}

TEST(FlightRecordTest, ARecordBelongsToTheFlightThatEndsIt) {
  Script script = Hellos13();
  Buffer ticket = Sealed13(233);
  const Buffer end(ticket.begin() + 100, ticket.end());
  ticket.resize(100);
  script.Sends(kServer, {Clear(ServerHello13()), Sealed13(36), ticket}).Tells(kClient, 20, 36);
  script.Sends(kClient, {Sealed13(36)}).Tells(kClient, 20, 36);
  script.Sends(kServer, {end}, FlightPart::kAfter).Tells(kClient, 4, 233);
  EXPECT_EQ(script.Messages(1), "ServerHello[50] Finished[36]");
  EXPECT_EQ(script.Messages(3), "NewSessionTicket[233]");
  EXPECT_EQ(script.Flights()[1].records, 2U);
  EXPECT_EQ(script.Flights()[3].records, 1U);
}

TEST(FlightRecordTest, AlertsAndUnknownMessagesAreShown) {
  Script script;
  script.Sends(kClient, {Clear(Message(1, 160))});
  script.Sends(kServer, {Clear(Message(99, 7)), Record(21, {2, 40})});
  EXPECT_EQ(script.Messages(1), "message-99[7] alert");
}

// What never arrived whole, or is no TLS at all, ends the reading and nothing else.
TEST(FlightRecordTest, WhatIsCutShortIsNoMessage) {
  EXPECT_TRUE(Script().Flights().empty());
  Script script;
  script.Sends(kClient, {{22, 3, 3, 0, 200, 1, 0}});
  ASSERT_EQ(script.Flights().size(), 1U);
  EXPECT_EQ(script.Messages(0), "");
  EXPECT_EQ(script.Flights()[0].handshake_bytes, 7U);
  EXPECT_EQ(script.Flights()[0].records, 0U);
}

TEST(FlightRecorderTest, MessagesAreToldOfTheCallInWhichTheyWere) {
  FlightRecorder recorder;
  const Buffer hello = Clear(Message(1, 160));
  const Buffer answer = [] {
    Buffer both = Clear(ServerHello13());
    const Buffer hidden = Sealed13(36);
    both.insert(both.end(), hidden.begin(), hidden.end());
    return both;
  }();
  recorder.Moved(kClient, FlightPart::kHandshake, hello.size());
  recorder.Moved(kClient, FlightPart::kHandshake, hello.size());  // nothing new
  recorder.observer(kServer)->OnMessage(true, 20, Message(20, 36));
  recorder.Moved(kServer, FlightPart::kHandshake, answer.size());
  const std::vector<FlightRecord> sent = recorder.Records(hello, answer);
  ASSERT_EQ(sent.size(), 2U);
  EXPECT_EQ(sent[1].messages, "ServerHello[50] Finished[36]");
  EXPECT_GE(sent[1].time_us, 0);

  FlightRecorder other;
  other.Moved(kClient, FlightPart::kHandshake, hello.size());
  other.Moved(kServer, FlightPart::kHandshake, answer.size());
  other.Reads(kClient, 0);
  other.observer(kClient)->OnMessage(false, 20, Message(20, 36));
  EXPECT_EQ(other.Records(hello, answer)[1].messages, "ServerHello[50] Finished[36]");
}

TEST(FlightRecorderTest, EncryptedExtensionsSayWhetherEarlyDataIsTaken) {
  for (const bool accepts : {true, false}) {
    FlightRecorder recorder;
    const Buffer hello = Clear(Message(1, 160));
    Buffer answer = Clear(ServerHello13());
    const Buffer hidden = Sealed13(10);
    answer.insert(answer.end(), hidden.begin(), hidden.end());
    const std::uint8_t type = accepts ? 42 : 43;
    recorder.Moved(kClient, FlightPart::kHandshake, hello.size());
    recorder.observer(kServer)->OnMessage(true, 8, Buffer{8, 0, 0, 6, 0, 4, 0, type, 0, 0});
    recorder.Moved(kServer, FlightPart::kHandshake, answer.size());
    const std::vector<FlightRecord> flights = recorder.Records(hello, answer);
    ASSERT_EQ(flights.size(), 2U);
    EXPECT_EQ(flights[1].messages, "ServerHello[50] EncryptedExtensions[10]");
    EXPECT_EQ(flights[1].accepts_early_data, accepts);
    EXPECT_FALSE(flights[0].accepts_early_data);
  }
}

}  // namespace
}  // namespace tlsbench
