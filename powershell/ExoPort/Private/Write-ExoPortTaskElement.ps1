function Write-ExoPortTaskElement {
    <# One element of a task's definition with all that is in it: texts, or elements by name. What is $null is left out. #>
    param([System.Xml.XmlWriter] $Writer, [string] $Namespace, [string] $Name, [object] $Content)

    if ($null -eq $Content) { return }
    if ($Content -isnot [System.Collections.IDictionary]) {
        $Writer.WriteElementString($Name, $Namespace, [string] $Content)
        return
    }
    $Writer.WriteStartElement($Name, $Namespace)
    # The action runs as the principal: by its id.
    if ($Name -eq 'Principal') { $Writer.WriteAttributeString('id', 'Watch') }
    if ($Name -eq 'Actions') { $Writer.WriteAttributeString('Context', 'Watch') }
    foreach ($inner in $Content.Keys) {
        Write-ExoPortTaskElement -Writer $Writer -Namespace $Namespace -Name $inner -Content $Content[$inner]
    }
    $Writer.WriteEndElement()
}
