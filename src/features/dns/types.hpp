#pragma once

#include "reflect/enums.hpp"
#include "reflect/members.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace mailapp::dns {

enum class RecordType { a, aaaa, ptr, mx, txt, srv };
BOOST_DESCRIBE_ENUM(RecordType, a, aaaa, ptr, mx, txt, srv)

/// What a record is for.
enum class Purpose { host, reverse, mail, spf, dkim, dmarc, client };
BOOST_DESCRIBE_ENUM(Purpose, host, reverse, mail, spf, dkim, dmarc, client)

/// required: mail does not work without; recommended: others take it for spam without; optional: helps mail
/// programs to find the server.
enum class Need { required, recommended, optional_ };
BOOST_DESCRIBE_ENUM(Need, required, recommended, optional_)

/// A record to publish. Names and hosts are whole, without the last dot.
struct ExpectedRecord {
    RecordType type = RecordType::txt;
    Purpose purpose = Purpose::mail;
    Need need = Need::required;
    std::string name;
    std::string value;  ///< as a zone file has it, a text without its quotes
    std::vector<std::string>
        parts;         ///< of a text longer than 255 characters: the strings it must be split in
    std::string note;  ///< for people; "" when the record says all
};
BOOST_DESCRIBE_STRUCT(ExpectedRecord, (), (type, purpose, need, name, value, parts, note))

struct ExpectedRecords {
    std::string domain;
    std::string mail_server;  ///< its host name
    std::vector<ExpectedRecord> records;
};
BOOST_DESCRIBE_STRUCT(ExpectedRecords, (), (domain, mail_server, records))

}  // namespace mailapp::dns
