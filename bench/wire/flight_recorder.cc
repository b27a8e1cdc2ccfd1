#include "bench/wire/flight_recorder.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

#include "bench/os/clock.h"
#include "bench/wire/handshake_messages.h"
#include "bench/wire/wire_facts.h"

namespace tlsbench {
namespace {

// Content types (RFC 9846, section 5.1).
constexpr std::uint8_t kChangeCipherSpec = 20;
constexpr std::uint8_t kAlert = 21;
constexpr std::uint8_t kHandshake = 22;
constexpr std::size_t kRecordHeader = 5;
// Handshake types (RFC 9846, section 4; RFC 5246, section 7.4).
constexpr std::uint8_t kClientHello = 1;
constexpr std::uint8_t kFinished = 20;
constexpr std::uint8_t kMessageHash = 254;  // never on the wire (RFC 9846, section 4.4.1)
// The bytes that encryption adds to a record's content in TLS 1.3: the content type (RFC 9846, section 5.2) and the
// tag, of 16 bytes (RFC 5116, section 5.1) or 8 (RFC 6655, section 6.1).
constexpr std::uint16_t kAes128Ccm8Sha256 = 0x1305;
constexpr std::size_t kInnerType = 1;
constexpr std::size_t kTag = 16;
constexpr std::size_t kShortTag = 8;

struct TypeName {
  std::uint8_t type;
  std::string_view name;
};

// IANA, TLS HandshakeType.
constexpr TypeName kTypeNames[] = {
    {0, "HelloRequest"},          {kClientHello, "ClientHello"}, {kServerHelloType, "ServerHello"},
    {4, "NewSessionTicket"},      {5, "EndOfEarlyData"},         {8, "EncryptedExtensions"},
    {11, "Certificate"},          {12, "ServerKeyExchange"},     {13, "CertificateRequest"},
    {14, "ServerHelloDone"},      {15, "CertificateVerify"},     {16, "ClientKeyExchange"},
    {kFinished, "Finished"},      {22, "CertificateStatus"},     {24, "KeyUpdate"},
    {25, "CompressedCertificate"}};

std::string MessageText(std::uint8_t type, std::size_t bytes) {
  const auto* const found = std::find_if(std::begin(kTypeNames), std::end(kTypeNames),
                                         [&](const TypeName& name) { return name.type == type; });
  return found == std::end(kTypeNames) ? fmt::format("message-{}[{}]", type, bytes)
                                       : fmt::format("{}[{}]", found->name, bytes);
}

// Holds one item on the wire: a message in clear, or a record that holds no message in clear.
struct WireItem {
  enum class Kind : std::uint8_t { kClear, kEncrypted, kData };
  Kind kind = Kind::kClear;
  std::size_t end = 0;   // the offset of the end of the record that completes it
  std::string words;     // kClear
  std::size_t body = 0;  // kEncrypted: of the record
};

struct Direction {
  std::vector<WireItem> items;
  std::vector<std::size_t> record_ends;
};

// Removes the whole messages from the front of `begun`.
void TakeMessages(Buffer& begun, std::size_t end, std::vector<WireItem>& items) {
  std::size_t at = 0;
  while (begun.size() - at >= kMessageHeader) {
    const std::size_t length =
        kMessageHeader + (std::size_t{begun[at + 1]} << 16 | std::size_t{begun[at + 2]} << 8 | begun[at + 3]);
    if (begun.size() - at < length) {
      break;
    }
    const Bytes message = Bytes(begun).subspan(at, length);
    items.push_back({WireItem::Kind::kClear, end,
                     IsHelloRetryRequest(message) ? fmt::format("HelloRetryRequest[{}]", length)
                                                  : MessageText(message[0], length)});
    at += length;
  }
  begun.erase(begun.begin(), begun.begin() + static_cast<std::ptrdiff_t>(at));
}

// Reads all whole records. In TLS 1.2 the messages in clear end with the ChangeCipherSpec; in TLS 1.3 encrypted records
// are of type application_data, and the caller decides which of them hold data.
Direction ReadRecords(Bytes bytes, bool tls13) {
  Direction direction;
  Buffer begun;
  bool encrypted = false;
  for (std::size_t at = 0; bytes.size() - at >= kRecordHeader;) {
    const std::uint8_t type = bytes[at];
    const std::size_t length = std::size_t{bytes[at + 3]} << 8 | bytes[at + 4];
    const std::size_t end = at + kRecordHeader + length;
    if (end > bytes.size()) {
      break;
    }
    direction.record_ends.push_back(end);
    if (type == kChangeCipherSpec) {
      direction.items.push_back({WireItem::Kind::kClear, end, "CCS"});
      encrypted = !tls13;
    } else if (type == kAlert) {
      direction.items.push_back({WireItem::Kind::kClear, end, "alert"});
    } else if (type == kHandshake && !encrypted) {
      const Bytes body = bytes.subspan(at + kRecordHeader, length);
      begun.insert(begun.end(), body.begin(), body.end());
      TakeMessages(begun, end, direction.items);
    } else {
      const bool data = type != kHandshake && !tls13;
      direction.items.push_back({data ? WireItem::Kind::kData : WireItem::Kind::kEncrypted, end, "", length});
    }
    at = end;
  }
  return direction;
}

// Holds where the bytes of one flight begin and end in their direction.
struct Span {
  std::size_t begin = 0;
  std::size_t end = 0;
};

// Holds the encrypted messages of a flight that one end's library reported.
using Told = std::vector<SeenMessage>;

std::size_t BytesOf(const Told& told) {
  std::size_t bytes = 0;
  for (const SeenMessage& message : told) {
    bytes += message.bytes;
  }
  return bytes;
}

// Returns the text for a run of encrypted records; removes the messages that it names from the front of the reported
// ones.
class HiddenMessages {
 public:
  HiddenMessages(Told told, bool tls13) : told_(std::move(told)), tls13_(tls13) {}

  void Add(std::size_t content) { content_ += content; }

  void End(std::vector<std::string>& words) {
    std::size_t left = std::exchange(content_, 0);
    bool any = false;
    for (; next_ < told_.size() && told_[next_].bytes <= left; ++next_) {
      words.push_back(MessageText(told_[next_].type, told_[next_].bytes));
      left -= told_[next_].bytes;
      any = true;
    }
    if (left > 0 && (tls13_ || !any)) {
      words.push_back(fmt::format("encrypted[{}]", left));
    }
  }

 private:
  Told told_;
  bool tls13_;
  std::size_t next_ = 0;
  std::size_t content_ = 0;
};

class Reader {
 public:
  Reader(const FlightLog& log, Bytes from_client, Bytes from_server);
  std::vector<FlightRecord> Read();

 private:
  const Direction& Of(Role from) const { return from == Role::kClient ? client_ : server_; }
  void TakeMark(const FlightMark& mark, std::size_t begin);
  bool IsData(const WireItem& item, Role from) const;
  std::size_t Content(const WireItem& item) const;
  Told ToldBy(Role end, const FlightRecord& flight, const Span& span) const;
  Told BestWitness(const FlightRecord& flight, const Span& span, std::size_t content) const;
  std::vector<std::string> Messages(const std::vector<WireItem>& items, Role from, HiddenMessages hidden) const;
  void Describe(FlightRecord& flight, const Span& span) const;

  const FlightLog& log_;
  WireFacts facts_;
  bool tls13_;
  Direction client_;
  Direction server_;
  std::vector<FlightRecord> flights_;
  std::vector<Span> spans_;
};

Reader::Reader(const FlightLog& log, Bytes from_client, Bytes from_server)
    : log_(log),
      facts_(ReadWire(from_client, from_server)),
      tls13_(facts_.protocol == kTls13),
      client_(ReadRecords(from_client, tls13_)),
      server_(ReadRecords(from_server, tls13_)) {}

std::vector<FlightRecord> Reader::Read() {
  std::size_t client_end = 0;
  std::size_t server_end = 0;
  for (const FlightMark& mark : log_.marks) {
    TakeMark(mark, std::exchange(mark.from == Role::kClient ? client_end : server_end, mark.end));
  }
  for (std::size_t i = 0; i < flights_.size(); ++i) {
    Describe(flights_[i], spans_[i]);
  }
  return std::move(flights_);
}

void Reader::TakeMark(const FlightMark& mark, std::size_t begin) {
  if (flights_.empty() || flights_.back().from != mark.from) {
    FlightRecord flight;
    flight.from = mark.from;
    flight.time_us = static_cast<double>(mark.ns - log_.marks.front().ns) / 1000;
    flights_.push_back(std::move(flight));
    spans_.push_back({begin, begin});
  }
  FlightRecord& flight = flights_.back();
  std::size_t& bytes = mark.part == FlightPart::kHandshake ? flight.handshake_bytes
                       : mark.part == FlightPart::kAfter   ? flight.ticket_bytes
                                                           : flight.data_bytes;
  bytes += mark.end - begin;
  spans_.back().end = mark.end;
}

// In TLS 1.3 only the link knows which records are data: by the part in which the record ended.
bool Reader::IsData(const WireItem& item, Role from) const {
  if (item.kind != WireItem::Kind::kEncrypted) {
    return item.kind == WireItem::Kind::kData;
  }
  const auto mark = std::find_if(log_.marks.begin(), log_.marks.end(),
                                 [&](const FlightMark& one) { return one.from == from && one.end >= item.end; });
  return mark != log_.marks.end() && mark->part == FlightPart::kData;
}

// Returns how many bytes of messages an encrypted record holds, without padding. The bytes that TLS 1.2 adds depend on
// the suite and are not subtracted.
std::size_t Reader::Content(const WireItem& item) const {
  const std::size_t added =
      tls13_ ? kInnerType + (facts_.cipher_suite == kAes128Ccm8Sha256 ? kShortTag : kTag) : std::size_t{0};
  return item.body - std::min(item.body, added);
}

Told Reader::ToldBy(Role end, const FlightRecord& flight, const Span& span) const {
  Told told;
  std::copy_if(log_.messages.begin(), log_.messages.end(), std::back_inserter(told), [&](const SeenMessage& message) {
    const bool hidden =
        tls13_ ? message.type != kClientHello && message.type != kServerHelloType && message.type != kMessageHash
               : message.type == kFinished;
    return hidden && message.by == end && message.from == flight.from && message.at >= span.begin &&
           message.at < span.end;
  });
  return told;
}

// Takes the messages that the client's library reports, unless only those that the server's library reports account for
// the records. Takes nothing from a library that reports more than the records can hold.
Told Reader::BestWitness(const FlightRecord& flight, const Span& span, std::size_t content) const {
  const Told client = ToldBy(Role::kClient, flight, span);
  const Told server = ToldBy(Role::kServer, flight, span);
  const auto exact = [&](const Told& told) { return tls13_ ? BytesOf(told) == content : !told.empty(); };
  if (exact(client) || exact(server)) {
    return exact(client) ? client : server;
  }
  for (const Told* told : {&client, &server}) {
    if (!told->empty() && BytesOf(*told) < content) {
      return *told;
    }
  }
  return {};
}

std::vector<std::string> Reader::Messages(const std::vector<WireItem>& items, Role from, HiddenMessages hidden) const {
  std::vector<std::string> words;
  for (const WireItem& item : items) {
    const bool data = IsData(item, from);
    if (item.kind == WireItem::Kind::kEncrypted && !data) {
      hidden.Add(Content(item));
      continue;
    }
    hidden.End(words);
    if (!data) {
      words.push_back(item.words);
    } else if (words.empty() || words.back() != "{app data}") {
      words.emplace_back("{app data}");
    }
  }
  hidden.End(words);
  return words;
}

void Reader::Describe(FlightRecord& flight, const Span& span) const {
  const Direction& direction = Of(flight.from);
  const auto inside = [&](std::size_t end) { return end > span.begin && end <= span.end; };
  flight.records =
      static_cast<unsigned>(std::count_if(direction.record_ends.begin(), direction.record_ends.end(), inside));
  std::vector<WireItem> items;
  std::copy_if(direction.items.begin(), direction.items.end(), std::back_inserter(items),
               [&](const WireItem& item) { return inside(item.end); });
  std::size_t content = 0;
  for (const WireItem& item : items) {
    const bool hidden = item.kind == WireItem::Kind::kEncrypted && !IsData(item, flight.from);
    content += hidden ? Content(item) : 0;
  }
  const Told told = BestWitness(flight, span, content);
  flight.accepts_early_data =
      std::any_of(told.begin(), told.end(), [](const SeenMessage& message) { return message.accepts_early_data; });
  const HiddenMessages hidden(told, tls13_);
  flight.messages = fmt::format("{}", fmt::join(Messages(items, flight.from, hidden), " "));
}

}  // namespace

std::vector<FlightRecord> RecordFlights(const FlightLog& log, Bytes from_client, Bytes from_server) {
  return Reader(log, from_client, from_server).Read();
}

void FlightRecorder::Moved(Role from, FlightPart part, std::size_t end) {
  std::size_t& moved = moved_[Index(from)];
  if (end > moved) {
    log_.marks.push_back({from, part, end, MonotonicNs()});
    moved = end;
  }
}

void FlightRecorder::Witness::OnMessage(bool sent, std::uint8_t type, Bytes message) {
  const Role other = end_ == Role::kClient ? Role::kServer : Role::kClient;
  const std::size_t at = sent ? recorder_.moved_[Index(end_)] : recorder_.reading_at_[Index(end_)];
  recorder_.log_.messages.push_back({sent ? end_ : other, end_, at, type, message.size(), AcceptsEarlyData(message)});
}

}  // namespace tlsbench
