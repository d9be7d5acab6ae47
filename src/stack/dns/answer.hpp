#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mailapp::stack::dns {

/// By their numbers in the protocol.
enum class Type : std::uint16_t { a = 1, ptr = 12, mx = 15, txt = 16, aaaa = 28, srv = 33 };

struct Question {
    std::string name;
    Type type = Type::a;

    friend auto operator<=>(Question const&, Question const&) = default;
};

/// What one record says.
struct Data {
    /// The address; the host in lower case without the last dot, what is unusual in it escaped as a zone file
    /// does, "" for the root; the strings of a text joined, any bytes.
    std::string text;
    int priority = 0;  ///< of MX and SRV
    int weight = 0;    ///< of SRV
    int port = 0;      ///< of SRV

    friend bool operator==(Data const&, Data const&) = default;
};

enum class Outcome {
    found,
    nothing,    ///< the name, or a record of that type, does not exist
    failed,     ///< the resolver says that it could not find out, or its answer makes no sense
    no_answer,  ///< not within the time
};

struct Answer {
    Outcome outcome = Outcome::no_answer;
    std::vector<Data> records;
    bool by_alias = false;  ///< found under another name, to which a CNAME led
};

/// A record's data as it comes over the wire (RFC 1035, section 3.3; RFC 2782; RFC 3596), names not
/// compressed; nothing when it is not whole.
std::optional<Data> read_data(Type type, std::string_view wire);

/// Printable ASCII as it is, all other bytes as "\DDD" (RFC 1035, section 5.1); cut behind so many
/// characters.
std::string printable(std::string_view bytes, std::size_t longest);

}  // namespace mailapp::stack::dns
