function ConvertTo-ExoPortDomainReport {
    <#
    The report of a domain (docs/domain.md) as an object of type ExoPort.DomainReport. Its properties are simple values
    and lists of simple objects, so it survives Export-Clixml, jobs and remoting.
    #>
    param([object] $Report, [string] $Json)

    [pscustomobject]@{
        PSTypeName = 'ExoPort.DomainReport'
        Domain     = $Report.domain
        Instance   = $Report.instance
        Verdict    = ConvertTo-ExoPortWord -Word $Report.verdict.result
        Summary    = $Report.verdict.summary
        Items      = @(
            foreach ($item in $Report.items) {
                [pscustomobject]@{
                    PSTypeName  = 'ExoPort.DomainItem'
                    Item        = ConvertTo-ExoPortWord -Word $item.item
                    Name        = $item.name
                    Result      = ConvertTo-ExoPortWord -Word $item.result
                    Explanation = $item.explanation
                    Remedy      = $item.remedy
                    Rule        = $item.rule
                    Source      = $item.source
                    Evidence    = @($item.evidence | Where-Object { $null -ne $_ })
                    Also        = @(
                        foreach ($remark in $item.also) {
                            [pscustomobject]@{
                                PSTypeName  = 'ExoPort.DomainRemark'
                                Result      = ConvertTo-ExoPortWord -Word $remark.result
                                Explanation = $remark.explanation
                                Remedy      = $remark.remedy
                                Rule        = $remark.rule
                                Source      = $remark.source
                            }
                        }
                    )
                }
            }
        )
        DnsServer  = @($Report.observation.servers | Where-Object { $null -ne $_ })
        TimeMs     = [double] $Report.duration_ms
        StartedAt  = ConvertFrom-ExoPortInstant -Milliseconds $Report.started_at
        Json       = $Json
    }
}
