package io.ringcast.daemon.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringcast.protocol.api.Json;
import io.ringcast.protocol.api.JsonException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class OpenApiTest {

    private final String document = OpenApi.document("1.2.3");

    /** The parts of the document that have fixed names. */
    private record Document(String openapi, Info info, Components components) {}

    private record Info(String title, String version) {}

    private record Components(Schemas schemas) {}

    @SuppressWarnings("checkstyle:ParameterName")
    private record Schemas(
            Schema SourceView,
            Schema InputView,
            Schema OutputView,
            Schema TsReport,
            Schema TableReport,
            Schema ProgramReport,
            Schema PidReport,
            Schema ClockReport,
            Schema ErrorCount,
            Schema ListenerView,
            Schema DeliveryView,
            Schema TcpView,
            Schema EndView,
            Schema EventView,
            Schema SwitchRequest,
            Schema ControlView,
            Schema KickView,
            Schema BuildView,
            Schema HealthView,
            Schema ProblemView) {}

    private record Schema(String type, List<String> required) {}

    @Test
    void isADocumentOfItsVersion() throws JsonException {
        Document read = Json.read(document, Document.class);

        assertThat(read.openapi()).startsWith("3.1.");
        assertThat(read.info()).isEqualTo(new Info("Ringcast admin API", "1.2.3"));
        assertThat(document).doesNotContain("@");
    }

    @Test
    void describesEveryRecordAsItIs() throws Exception {
        Schemas schemas = Json.read(document, Document.class).components().schemas();

        assertThat(Schemas.class.getRecordComponents()).hasSameSizeAs(OpenApi.RECORDS);
        for (Class<? extends Record> type : OpenApi.RECORDS) {
            Schema schema = (Schema)
                    Schemas.class.getDeclaredMethod(type.getSimpleName()).invoke(schemas);
            assertThat(schema.type()).isEqualTo("object");
            assertThat(schema.required())
                    .as(type.getSimpleName())
                    .isEqualTo(Arrays.stream(type.getRecordComponents())
                            .filter(component -> component.getType() != Optional.class)
                            .map(RecordComponent::getName)
                            .toList());
        }
        assertThat(document)
                .contains(
                        "\"inputs\": {\"type\": \"array\", \"items\": {\"$ref\": \"#/components/schemas/InputView\"}}",
                        "\"listener\": {\"$ref\": \"#/components/schemas/ListenerView\"}",
                        "\"ringSeconds\": {\"type\": \"number\", \"format\": \"double\"}",
                        "\"head\": {\"type\": \"integer\", \"format\": \"int64\"}",
                        "\"up\": {\"type\": \"boolean\"}");
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        Matcher references = Pattern.compile("\"#/components/(\\w+)/(\\w+)\"").matcher(document);

        int found = 0;
        while (references.find()) {
            String section = document.substring(document.indexOf("\"" + references.group(1) + "\": {\n"));
            assertThat(section).contains("\n      \"" + references.group(2) + "\": {");
            found++;
        }
        assertThat(found).isGreaterThan(10);
    }

    @Test
    void hasEveryPathAndNoOther() {
        Matcher paths = Pattern.compile("\n    \"(/[^\"]*)\": \\{").matcher(document);

        assertThat(paths.results().map(path -> path.group(1)))
                .containsExactlyInAnyOrderElementsOf(AdminRoutes.PATHS.stream()
                        .filter(path -> !path.equals("/"))
                        .toList());
    }
}
