package io.tieline.gateway.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A form as it comes, by RFC 7578: part after part, none of them in memory. All that a stranger may get wrong ends in a
 * {@link BrokenRequestException}. Used by one thread.
 */
final class Multipart {
    private static final Pattern BOUNDARY =
            Pattern.compile("(?i)multipart/form-data\\s*;.*?boundary=(?:\"([^\"]{1,70})\"|([^\\s;\"]{1,70})).*");
    private static final Pattern NAME = Pattern.compile("(?i).*?;\\s*name=(?:\"([^\"]*)\"|([^\\s;\"]+)).*");
    private static final Pattern FILE_NAME = Pattern.compile("(?i).*?;\\s*filename=(?:\"([^\"]*)\"|([^\\s;\"]+)).*");
    private static final String DISPOSITION = "content-disposition:";
    private static final int LONGEST_LINE = 4_096;
    private static final int MOST_LINES = 20;
    private static final int MOST_PARTS = 20;
    private static final int BUFFER = 64 * 1024;

    private final BufferedInputStream in;

    /** What stands between parts: a line end, two hyphens, and the boundary. */
    private final byte[] delimiter;

    private int parts;
    private @Nullable Content open;
    private boolean over;

    /**
     * A field of the form.
     *
     * @param fileName null: it is no file
     * @param content to be read before the next part is asked for; what is left of it then is passed over
     */
    record Part(String name, @Nullable String fileName, InputStream content) {}

    Multipart(InputStream in, String contentType) throws IOException {
        Matcher boundary = BOUNDARY.matcher(contentType);
        if (!boundary.matches()) {
            throw new BrokenRequestException("the body must be a form, multipart/form-data with a boundary", null);
        }
        this.in = new BufferedInputStream(in, BUFFER);
        this.delimiter = ("\r\n--" + group(boundary)).getBytes(StandardCharsets.ISO_8859_1);
        String first = line();
        if (!first.equals("--" + group(boundary))) {
            throw new BrokenRequestException("the form doesn't begin with its boundary", null);
        }
    }

    private static String group(Matcher matcher) {
        String quoted = matcher.group(1);
        return quoted == null ? String.valueOf(matcher.group(2)) : quoted;
    }

    /** The next part; null: there is none. */
    @Nullable
    Part next() throws IOException {
        if (open != null) {
            open.transferTo(OutputStream.nullOutputStream());
        }
        if (over) {
            return null;
        }
        parts++;
        if (parts > MOST_PARTS) {
            throw new BrokenRequestException("the form has more than " + MOST_PARTS + " parts", null);
        }
        String disposition = disposition();
        Matcher name = NAME.matcher(disposition);
        if (!name.matches()) {
            throw new BrokenRequestException("a part of the form has no name", null);
        }
        Matcher fileName = FILE_NAME.matcher(disposition);
        open = new Content();
        return new Part(group(name), fileName.matches() ? group(fileName) : null, open);
    }

    private String disposition() throws IOException {
        String disposition = "";
        for (int lines = 0; lines < MOST_LINES; lines++) {
            String line = line();
            if (line.isEmpty()) {
                return disposition;
            }
            if (line.regionMatches(true, 0, DISPOSITION, 0, DISPOSITION.length())) {
                disposition = line;
            }
        }
        throw new BrokenRequestException("a part of the form has too many headers", null);
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0 || line.size() > LONGEST_LINE) {
                throw new BrokenRequestException("the form breaks off, or has too long a line", null);
            }
            line.write(next);
        }
        String text = line.toString(StandardCharsets.UTF_8);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    /** Up to the next delimiter, which it takes too. */
    private final class Content extends InputStream {
        private boolean ended;

        @Override
        public int read() throws IOException {
            if (ended) {
                return -1;
            }
            int next = in.read();
            if (next < 0) {
                throw new BrokenRequestException("the form breaks off", null);
            }
            if (next == '\r' && isDelimiter()) {
                ended = true;
                end();
                return -1;
            }
            return next;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int count = 0;
            while (count < length) {
                int next = read();
                if (next < 0) {
                    return count == 0 ? -1 : count;
                }
                into[offset + count] = (byte) next;
                count++;
            }
            return count;
        }

        /** Looks ahead; what isn't one is read again. */
        private boolean isDelimiter() throws IOException {
            in.mark(delimiter.length);
            for (int i = 1; i < delimiter.length; i++) {
                if (in.read() != delimiter[i]) {
                    in.reset();
                    return false;
                }
            }
            return true;
        }

        private void end() throws IOException {
            int first = in.read();
            int second = in.read();
            over = first == '-' && second == '-';
            if (over) {
                in.transferTo(OutputStream.nullOutputStream());
            } else if (first != '\r' || second != '\n') {
                throw new BrokenRequestException("the form has a boundary that goes on", null);
            }
        }
    }
}
